"""The live page: site, chat, API, helpdesk, Mini App and Telegram's webhook in one process, on one port."""

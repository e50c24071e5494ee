"""The helpdesk in Telegram: people ask a person, staff answer and teach, admins send notices."""

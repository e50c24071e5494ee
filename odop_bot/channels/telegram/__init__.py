"""The channel Telegram: the only room that knows Telegram."""

import os

# The library gives lengths of time as `timedelta` then, as it will always do one day, and warns of nothing.
os.environ["PTB_TIMEDELTA"] = "1"

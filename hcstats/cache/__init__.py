"""What files gave in earlier runs, kept by their content: a run again costs what has changed."""

from hcstats.cache.folder import Inventory, clear, default_folder, inventory, usable
from hcstats.cache.kept import take_kept

__all__ = ["Inventory", "clear", "default_folder", "inventory", "take_kept", "usable"]

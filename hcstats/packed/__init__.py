"""What files gave, packed a batch at a time: small in memory, and safe to be kept in a folder."""

from hcstats.packed.block import Block
from hcstats.packed.haul import NOT_HERE, Haul, hauled
from hcstats.packed.parcel import Parcel, parcel_of, take_parcel
from hcstats.packed.values import Unkept

__all__ = ["NOT_HERE", "Block", "Haul", "Parcel", "Unkept", "hauled", "parcel_of", "take_parcel"]

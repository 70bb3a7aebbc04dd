"""What the inference knows so far: a set of atoms per slot, growing until nothing changes."""

from collections import OrderedDict, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

from migrator.translate.atoms import EMPTY, Atoms
from migrator.translate.declarations import FunctionInfo

Slot = tuple[Hashable, ...]


@dataclass(slots=True)
class Store:
    """Slots (a parameter, an attribute, a module's name, ...) and who has read them.

    A function that read a slot is looked at again when the slot grows. That ends by itself: atoms
    stand for places in the code, so there are only so many, and a slot never shrinks.
    """

    values: dict[Slot, Atoms] = field(default_factory=dict)
    fixed: dict[Slot, Atoms] = field(default_factory=dict)
    readers: dict[Slot, set[FunctionInfo]] = field(default_factory=lambda: defaultdict(set))
    waiting: OrderedDict[FunctionInfo, None] = field(default_factory=OrderedDict)
    looked_at: dict[FunctionInfo, None] = field(default_factory=dict)

    def read(self, slot: Slot, reader: FunctionInfo) -> Atoms:
        """What is known about ``slot``; run-time facts win over what the text says."""
        if slot in self.fixed:
            return self.fixed[slot]
        self.readers[slot].add(reader)
        return self.values.get(slot, EMPTY)

    def add(self, slot: Slot, atoms: Atoms) -> None:
        """Say that ``slot`` may also be ``atoms``."""
        known = self.values.get(slot, EMPTY)
        if atoms is known or atoms <= known:
            return
        self.values[slot] = known | atoms if known else atoms
        for reader in self.readers.get(slot, ()):
            self.waiting[reader] = None

    def next(self) -> FunctionInfo | None:
        """A function whose inputs have grown since it was looked at."""
        if not self.waiting:
            return None
        function, _ = self.waiting.popitem(last=False)
        self.looked_at[function] = None
        return function

    def look_again(self) -> None:
        """Have everything looked at again: something grew whose readers are not kept."""
        self.waiting.update(self.looked_at)

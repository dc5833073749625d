"""Measuring scenarios: warm up, then many visits with other inputs each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lendcore.site.bench.browser import Browser, Visit
from lendcore.site.bench.figures import Spread, percentile, verdict
from lendcore.site.bench.inputs import Inputs
from lendcore.site.bench.scenarios import Scenario

WARM_UPS = 5


@dataclass(frozen=True)
class Measured:
    """What the visits of one scenario cost.

    python_p50: processor time of this process, in milliseconds; it hardly grows when
    other work keeps the machine busy. queries: of each visit.
    """

    scenario: Scenario
    spread: Spread
    python_p50: float
    queries: tuple[int, ...]

    @property
    def is_over(self) -> bool:
        budget = self.scenario.budget
        return bool(budget) and not budget.holds(self.spread, max(self.queries))

    @property
    def verdict(self) -> str:
        return verdict(holds=not self.is_over) if self.scenario.budget else ""


def measure(
    scenarios: Iterable[Scenario],
    browser: Browser,
    inputs: Inputs,
    *,
    repeats: int,
    warm_ups: int = WARM_UPS,
) -> Iterator[Measured]:
    """Yield the figures of one scenario after the other; warm-ups don't count."""
    for scenario in scenarios:
        visits: list[Visit] = [
            browser.visit(scenario.make(browser, inputs))
            for _ in range(warm_ups + repeats)
        ][warm_ups:]
        yield Measured(
            scenario,
            Spread.of([visit.milliseconds for visit in visits]),
            percentile([visit.python_milliseconds for visit in visits], 50),
            tuple(visit.queries for visit in visits),
        )

"""manage.py bench_engine: measure the money engine."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from lendcore.site.bench.engine import render_engine, time_all, time_paces
from lendcore.site.bench.machine import describe_processor

REPEATS = 40


class Command(BaseCommand):
    """Prints the page, and writes it to docs/benchmarks-engine.md."""

    help = "Measure how long loans and lines take to replay. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repeats", type=int, default=REPEATS, help="runs of each")
        parser.add_argument(
            "--write",
            type=Path,
            metavar="FILE.md",
            default=settings.BASE_DIR / "docs" / "benchmarks-engine.md",
            help="where the page goes",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        before = os.getloadavg()[0]
        timed = time_all(max(options["repeats"], 1))
        paces = time_paces()
        load = f"Load average {before:.1f} to {os.getloadavg()[0]:.1f}."
        day = timezone.now().date()
        text = render_engine(day, describe_processor(), load, timed, paces)
        options["write"].write_text(text, encoding="utf-8")
        self.stdout.write(text)

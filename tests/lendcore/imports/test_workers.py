import os

import pytest

from lendcore.imports.refusals import ImportRefused
from lendcore.imports.workers import process_count, work_in_order


def prepare_adding(step):
    def add(batch):
        if batch == [13]:
            raise ImportRefused("Thirteen.")
        return os.getpid(), [number + step for number in batch]

    return add


@pytest.mark.parametrize("processes", [0, 1])
def test_results_come_in_the_order_of_the_batches(processes):
    batches = [[number] for number in range(12)]

    results = work_in_order(prepare_adding, 100, batches, process_count=processes)
    found = list(results)

    assert [numbers for _, numbers in found] == [[100 + n] for n in range(12)]
    # The first is worked out here, while the processes start.
    is_elsewhere = {pid != os.getpid() for pid, _ in found[1:]}
    assert is_elsewhere == {processes > 0}


@pytest.mark.parametrize("processes", [0, 1])
def test_an_error_of_a_batch_is_raised_here(processes):
    with pytest.raises(ImportRefused, match="Thirteen"):
        list(work_in_order(prepare_adding, 1, [[1], [13]], process_count=processes))


def test_at_least_one_process_reads_a_large_file():
    assert 1 <= process_count() <= 3

"""How matches are counted up to a cap: the helpers behind the search, as the owner."""

import pytest

from accounts.models.listing import SAMPLE_BLOCK, SAMPLE_OF
from tests.project.conftest import owner_connection  # noqa: F401

MANY, SOME = "generate_series(1, 50) AS c", "generate_series(1, 10) AS c"


@pytest.mark.parametrize(
    ("sample", "cap", "count"),
    [
        # As many in a part as are asked for: the rest needs no look.
        (SOME, 10, 10),
        (SOME, 11, 11),
        (SOME, 60, 50),
        (SOME, None, 50),
        (None, 10, 10),
        (None, 60, 50),
    ],
)
def test_a_sample_proves_that_there_are_many_and_nothing_else(
    owner_connection,  # noqa: F811
    sample,
    cap,
    count,
):
    found = owner_connection.execute(
        "SELECT account_list_counted(%s, %s, %s::integer)", [MANY, sample, cap]
    )

    assert found.fetchone() == (count,)


def test_a_sample_that_holds_enough_is_all_that_is_read(owner_connection):  # noqa: F811
    found = owner_connection.execute(
        "SELECT account_list_counted('no_such_table AS c', %s, 5)", [SOME]
    )

    assert found.fetchone() == (5,)


def test_the_sample_is_what_its_index_holds(owner_connection):  # noqa: F811
    held = owner_connection.execute(
        "SELECT pg_get_expr(indpred, indrelid) FROM pg_index "
        "WHERE indexrelid = 'accounts_search_text_sample'::regclass"
    ).fetchone()

    assert held == (f"(mod((account_id / {SAMPLE_BLOCK}), ({SAMPLE_OF})::bigint) = 0)",)
    source = owner_connection.execute(
        "SELECT pg_get_functiondef('account_list_source(jsonb, bigint)'::regprocedure)"
    ).fetchone()[0]
    assert f"mod(t.account_id / {SAMPLE_BLOCK}, {SAMPLE_OF}) = 0" in source

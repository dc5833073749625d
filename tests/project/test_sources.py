"""What the source of the product must not contain, and how long its parts may be."""

import ast

from tests.project.sources import (
    ROOT,
    all_text_files,
    calls,
    functions,
    lines_with,
    python_files,
    text,
    tree,
    written_python,
)

LONGEST_FUNCTION, LONGEST_FILE = 50, 400
# Tables of constants: long because the world is.
LONG_FILES = {"customers/search_sql.py": "the SQL text of one search"}
# The only writers of the setting that row security reads.
SETS_TENANT = ("lendcore/database/backend/",)
# Who may name the setting, to read it.
READS_TENANT = (
    *SETS_TENANT,
    "lendcore/tenancy/constraints.py",
    "customers/search_sql.py",
    "lendcore/database/functions.py",
    "customers/services/usernames.py",
)
CONTROL_PLANE = ("Tenant", "User", "Membership", "Invitation")
READS_CONTROL_PLANE = (
    "lendcore/tenancy/",
    "admin.py",
    "lendcore/operator_site.py",
    # What the operator's command and admin open a tenant with.
    "lendcore/site/services/tenants.py",
)
LEAVES_TENANT_OUT = ("lendcore/tenancy/models.py", "admin.py")
# Where an import may wait until it is needed, and why.
LATE_IMPORTS = {
    "lendcore/apps.py": "the registry is not ready before ready() is called",
    "customers/apps.py": "the registry is not ready before ready() is called",
}
# Under row security these lose their index.
SLOW_LOOKUPS = (
    "contains",
    "icontains",
    "startswith",
    "istartswith",
    "endswith",
    "iendswith",
    "regex",
    "iregex",
    "iexact",
)
ALLOWED_LOOKUPS = {
    # An array of a few words, of the few roles of a tenant.
    "lendcore/tenancy/directory.py": {"role__permissions__contains"},
    # Django's own log-in commands, outside row security.
    "lendcore/models/user.py": {"email__iexact"},
    # Asked when an administrator drops a choice: rarely, and once.
    "customers/queries/custom_fields.py": {"custom_values__contains"},
    # Of tenants, which stand outside row security.
    "lendcore/site/management/commands/bench.py": {"slug__startswith"},
}
# Places on a map, in degrees, miles and pixels.
FLOATS = {"lendcore/rules/locator.py"}
MONEY_CODE = ("accounts/engine/", "accounts/mapping.py", "accounts/services/")


def commands(path):
    return "/management/commands/" in path


# Size ----------------------------------------------------------------------------


def test_there_is_something_to_look_through():
    assert len(written_python()) > 100


def test_functions_are_short():
    long = {
        f"{path}:{node.name}": size
        for path in written_python()
        for node, size in functions(path)
        if size > LONGEST_FUNCTION
    }

    assert long == {}


def test_files_are_short():
    tests = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "tests").rglob("*.py"))
    long = {
        path: count
        for path in [*written_python(), *tests]
        if (count := len(text(path).splitlines())) > LONGEST_FILE
        and path not in LONG_FILES
    }

    assert long == {}


# Tenancy ---------------------------------------------------------------------------


def test_only_the_database_backend_sets_the_tenant():
    pattern = r"set_config|\b(SET|RESET)\b[^;]*\bapp\."

    assert lines_with(pattern, python_files(), outside=SETS_TENANT) == []
    assert lines_with(pattern, python_files()) != []


def test_only_listed_modules_name_the_setting_of_the_tenant():
    found = lines_with(r"app\.tenant_id", written_python(), outside=READS_TENANT)

    assert found == []


def test_only_tenancy_and_the_operator_read_the_control_plane():
    names = "|".join(CONTROL_PLANE)
    paths = [path for path in written_python() if not commands(path)]

    found = lines_with(
        rf"\b({names})\.(objects|_default_manager|_base_manager)\b",
        paths,
        outside=READS_CONTROL_PLANE,
    )

    assert found == []


def test_the_tenant_filter_is_left_out_in_admin_and_commands_only():
    paths = [path for path in written_python() if not commands(path)]
    pattern = r"\bunscoped\(|\b_base_manager\b|\bTenantQuerySet\("

    assert lines_with(pattern, paths, outside=LEAVES_TENANT_OUT) == []


def test_every_query_set_is_asked_through_the_tenants_manager():
    pattern = r"\bQuerySet\((?!Manager)|models\.Manager\(\)|\.raw\("

    found = lines_with(pattern, written_python(), outside=("lendcore/tenancy/",))

    assert found == []


# Look-ups ----------------------------------------------------------------------------


def lookups(path):
    """Yield the keyword look-ups of every call in a module, `a__b__c`."""
    for _, _, call in calls(path):
        for keyword in call.keywords:
            if keyword.arg and "__" in keyword.arg:
                yield keyword.arg


def test_no_lookup_loses_its_index_under_row_security():
    slow = {
        (path, lookup)
        for path in written_python()
        for lookup in lookups(path)
        if lookup.rpartition("__")[2] in SLOW_LOOKUPS
    }
    allowed = {
        (path, name) for path, names in ALLOWED_LOOKUPS.items() for name in names
    }

    assert slow == allowed


def test_no_filter_is_by_a_function_of_a_column():
    # `lower(email) = …` reads the whole tenant. Generated columns are folded when
    # they are written; what stands outside row security has indexes on lower().
    found = lines_with(
        r"\b(Lower|Upper|Substr|Left|StrIndex|Trim)\(",
        written_python(),
        outside=("lendcore/tenancy/directory.py", "lendcore/models/"),
    )
    found = [line for line in found if "/models/" not in line.partition(":")[0]]

    assert found == []


# Money -------------------------------------------------------------------------------


def test_money_code_has_no_floats():
    floats = [
        f"{path}:{node.lineno}"
        for path in written_python()
        if path.startswith(MONEY_CODE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]

    assert floats == []


def test_nothing_turns_a_number_into_a_float():
    # float("-inf") of a clock is no amount.
    found = [
        f"{path}:{line}"
        for path in written_python()
        if path not in FLOATS
        for line, name, call in calls(path)
        if name == "float" and "inf" not in ast.unparse(call)
    ]

    assert found == []


# Imports and paths -----------------------------------------------------------------


def test_imports_stand_at_the_top():
    late = [
        f"{path}:{node.lineno}"
        for path in written_python()
        if path not in LATE_IMPORTS
        for function, _ in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert late == []


def test_no_file_names_a_place_on_a_machine():
    # Written in two parts, so that this line does not find itself.
    places = "|".join(
        ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/[a-z]", "/tm" + "p/[a-z]")
    )
    found = lines_with(rf"(?<![\w.])({places})", all_text_files())

    assert found == []


def test_no_file_is_left_over_from_a_merge_or_an_editor():
    markers = lines_with(r"^(<{7}|>{7}) ", all_text_files())
    endings = (".orig", ".rej", ".bak", "~", ".swp")

    assert markers == []
    assert [path for path in all_text_files() if path.endswith(endings)] == []


def test_modules_say_what_they_are_for():
    silent = [
        path
        for path in written_python()
        if not path.endswith("__init__.py") and text(path).strip()
        if not ast.get_docstring(tree(path))
    ]

    assert silent == []

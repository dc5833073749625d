import io

from lendcore.imports.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_a_bar():
    terminal = Terminal()
    progress = Progress(terminal)

    progress.show("Reading", 1, 2)

    assert "Reading" in terminal.getvalue()
    assert "50%" in terminal.getvalue()


def test_the_bar_is_redrawn_at_most_ten_times_a_second():
    terminal = Terminal()
    progress = Progress(terminal)

    for done in range(1000):
        progress.show("Reading", done, 1000)

    assert terminal.getvalue().count("\r") < 50


def test_a_pipe_gets_nothing():
    pipe = io.StringIO()
    progress = Progress(pipe)

    progress.show("Reading", 1, 2)
    progress.clear()

    assert pipe.getvalue() == ""


def test_nothing_to_do_is_no_division_by_zero():
    terminal = Terminal()

    Progress(terminal).show("Reading", 0, 0)

    assert "0%" in terminal.getvalue()

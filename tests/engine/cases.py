# ruff: noqa: E501, RUF012 - a cell is one line, and nobody changes a case
"""Notebooks that every engine must make the same file of: name -> cells, and what papermill is told besides.

A cell is the source of a code cell, or (source, tags), or a Markdown cell where it begins with "# ".
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Case(NamedTuple):
    """A notebook, the options of papermill it is executed with, and its parameters."""

    cells: list[Any]
    options: dict[str, Any] = {}
    parameters: dict[str, Any] = {}


def _(*cells: Any, **options: Any) -> Case:
    return Case(list(cells), options)


CASES = {
    # --- streams
    "streams": _(
        "import sys\nprint('a'); print('b', file=sys.stderr); print('c'); sys.stdout.write('d')", "print('e')"
    ),
    "flushed between": _("import sys\nprint('a', flush=True)\nprint('b', file=sys.stderr, flush=True)\nprint('c')"),
    "slow stream": _("import time\nprint('a'); time.sleep(0.6); print('b'); time.sleep(0.6); print('c')"),
    "progress bar with carriage returns": _("for i in range(5): print(f'\\r{i}', end='')\nprint('\\b\\b!')"),
    "streams made one": _(
        "import sys\nfor i in range(3):\n    print(i, flush=True); print(-i, file=sys.stderr)", coalesce_streams=True
    ),
    "large output": _("print('x' * 2_000_000)", "for i in range(3000): print(i, '-' * 50)", "'y' * 1_000_000"),
    "many displays": _("for i in range(300): display(i)"),
    "letters of the world": _(
        "print('ü→😀 שלום \\x00 \\x1b[31mred\\x1b[0m')", "'\\ud800'.encode('utf8', 'surrogatepass')"
    ),
    # --- below Python
    "programs": _(
        "import os, subprocess\nos.system('echo 2')",
        "process = subprocess.Popen('echo 6; echo 7 >&2; sleep 0.3', shell=True); process.wait()",
        "os.write(1, b'raw\\n')\nimport time; time.sleep(0.5)",
        "subprocess.run('echo caught', shell=True, capture_output=True, text=True).stdout",
    ),
    "a slow program": _("import subprocess\nsubprocess.run('echo a; sleep 0.8; echo b; sleep 0.5', shell=True)"),
    "shell": _(
        "!echo one; echo two >&2",
        "files = !printf 'a\\nb'\nfiles",
        "!exit 3\n_exit_code",
        "!!echo sx",
        "%%bash\necho $((2 + 3))",
        "%%sh\nexit 1",
    ),
    "no background": _(("!sleep 1 &", ["raises-exception"]), "1"),
    # --- results
    "results": _("1", "_ + 1", "None", "x = 3; x", "1;", "[_1, Out[2], In[1], _ii]", "_oh"),
    "bundles": _(
        "from IPython.display import HTML, JSON, Latex, Markdown, Image, SVG, Javascript, display\ndisplay(HTML('<b>x</b>'), Markdown('*y*'))",
        "display(Latex('$z$'), JSON({'a': [1, None]}), SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'), Javascript('1'))",
        "Image(data=b'\\x89PNG\\r\\n\\x1a\\n0000', format='png')",
        "display({'text/plain': 'p', 'application/x-y+json': {'k': 1.5}}, raw=True, metadata={'m': 1})",
    ),
    "not a number in a bundle": _("display({'application/json': {'a': float('nan')}}, raw=True)"),
    "display updates": _(
        "from IPython.display import display, update_display\nh = display('a', display_id='one')\ndisplay('b', display_id='one')",
        "h.update('c'); update_display('d', display_id='none')",
        "h.display('e'); h.update('f')",
    ),
    "clear output": _(
        "from IPython.display import clear_output\nprint(1); clear_output(); print(2)",
        "print(1); clear_output(wait=True); print(2)\nprint(3); clear_output(wait=True)",
        "display(1, display_id='x'); clear_output(); display(2, display_id='x'); display(3, display_id='x', update=True)",
    ),
    "representations": _(
        "class A:\n    def _repr_html_(self): return '<i>a</i>'\n    def _repr_mimebundle_(self, **k): return {'text/x': 'm'}, {'text/x': {'w': 1}}\nA()",
        "class B:\n    def __repr__(self): raise ValueError('no')\n    def _repr_html_(self): raise KeyError('neither')\nB",
        ("B()", ["raises-exception"]),
        "get_ipython().display_formatter.formatters['text/plain'].for_type(int, lambda o, p, c: p.text('int!'))\n5",
    ),
    "frames": _(
        "import pandas as pd\npd.DataFrame({f'c{i}': range(3) for i in range(30)})",
        "pd.get_option('display.max_columns'), pd.get_option('display.max_rows'), pd.get_option('display.width')",
        "pd.Series(range(100))",
        "pd.DataFrame({'a': ['<b>']}).style.format(str.upper).to_html(uuid='u')",
    ),
    "chart": _(
        "import altair as alt\nalt.renderers.enable('mimetype')\nalt.Chart({'values': [{'a': 1}]}).mark_point().encode(x='a:Q')"
    ),
    # --- errors
    "error": _("# Title", "a = 1", "def f(): return 1 / 0\nf()", "print('never')"),
    "chained errors": _("try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('b') from e"),
    "error group": _("raise ExceptionGroup('g', [ValueError(1), TypeError('t')])"),
    "syntax error": _("print(1", "2"),
    "wrong magic": _("%nosuch"),
    "allowed error": _(("1 / 0", ["raises-exception"]), "'on'"),
    "all errors allowed": _("1 / 0", "raise SystemExit(3)", "'on'", allow_errors=True),
    "some errors allowed": _("1 / 0", "[][1]", "'never'", allow_error_names=["ZeroDivisionError"]),
    "leave": _("import sys\nsys.exit()", "'never'"),
    "leave with a status": _("import sys\nsys.exit('bad')", "'never'"),
    "error in a module": _(
        "%%writefile own_module.py\ndef f(x):\n    return x.nothing\n", "import own_module\nown_module.f(1)"
    ),
    "error while shown": _("class A:\n    def _ipython_display_(self): raise RuntimeError('shown')\nA()", "1"),
    "interrupt": _("raise KeyboardInterrupt('me')", "1"),
    "warnings": _(
        "import warnings\nwarnings.warn('look')\nwarnings.warn('old', DeprecationWarning)",
        "def f(): warnings.warn('deep', stacklevel=2)\nf(); f()",
        "import logging\nlogging.warning('logged'); logging.getLogger('a').error('too'); logging.info('not')",
    ),
    "exception in a thread": _(
        "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='T'); t.start(); t.join(); print('on')"
    ),
    # --- IPython
    "magics": _(
        "%env PLANFORM_TEST=1\n%env PLANFORM_TEST",
        "%%capture caught\nprint('in'); display(1)",
        "caught.stdout, len(caught.outputs)",
        "x = 1\n%who\n%whos",
        "%history -n",
        "%precision 2\n3.14159",
        "%%time\npass\n1",
        "%load_ext autoreload\n%autoreload 0",
        "%alias_magic t timeit\n%xmode Plain\n1 / 0",
    ),
    "help": _("len?", "import os\nos.getcwd??", "%pinfo print", "help(len)", "%less own.txt"),
    "run a file": _(
        "%%writefile r.py\nimport sys\nprint(__name__, sys.argv)\ny = 5\n",
        "%run r.py a b\ny",
        "%load_ext nothing_of_the_kind",
        "%%python3\nprint(1)",
    ),
    "next input": _("get_ipython().set_next_input('z')\n%load_ext storemagic\n%recall 1"),
    "callbacks and transformers": _(
        "ip = get_ipython()\nip.events.register('pre_run_cell', lambda info: print('pre'))\nip.events.register('post_run_cell', lambda r: print('post', r.success))",
        "ip.input_transformers_post.append(lambda lines: [l.replace('ONE', '1') for l in lines])\n2",
        "ONE + 1",
    ),
    "own exception handler": _(
        "get_ipython().set_custom_exc((ZeroDivisionError,), lambda s, t, v, tb, tb_offset=None: print('mine'))",
        "1 / 0",
        "2",
    ),
    # --- asynchronous
    "await": _(
        "import asyncio\nawait asyncio.sleep(0.01); print('slept')",
        "async def f(n):\n    await asyncio.sleep(0.01)\n    return n\nawait asyncio.gather(f(1), f(2))",
        "task = asyncio.create_task(f(3))",
        "await task",
        "asyncio.get_running_loop().is_running()",
        "asyncio.run(f(4))",
    ),
    "a task speaks later": _(
        "import asyncio\nasync def later():\n    await asyncio.sleep(0.05); print('later')\nt = asyncio.create_task(later()); print('now')",
        "await asyncio.sleep(0.3); print('last')",
    ),
    "context variables": _(
        "from contextvars import ContextVar\nv = ContextVar('v', default=0); v.set(1)",
        "v.get()",
        "await __import__('asyncio').sleep(0); v.set(2)",
        "v.get()",
    ),
    # --- threads, processes, signals
    "threads": _(
        "import threading, time\ndef speak(): print('thread')\nt = threading.Thread(target=speak); t.start(); t.join()",
        "def late():\n    time.sleep(0.4); print('late')\nt = threading.Thread(target=late); t.start()",
        "t.join(); print('joined')",
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as p: display(list(p.map(lambda n: n * 2, range(4))))",
    ),
    "processes": _(
        "import multiprocessing as m\ndef f(n): return n * n\nwith m.get_context('fork').Pool(2) as pool: print(pool.map(f, range(4)))",
    ),
    "alarm": _(
        "import signal, time\ndef ring(*_): raise TimeoutError('rang')\nsignal.signal(signal.SIGALRM, ring); signal.setitimer(signal.ITIMER_REAL, 0.2)\nfor i in range(10): print(i); time.sleep(0.1)"
    ),
    "signals": _(
        "import signal\n{s.name: str(signal.getsignal(s)) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE)}"
    ),
    # --- the end
    "too slow": _("print('begun', flush=True)\nimport time\ntime.sleep(30)", "1", execution_timeout=2),
    "too slow, interrupted": _(
        "import time\nprint('a')\ntry:\n    time.sleep(30)\nexcept KeyboardInterrupt:\n    print('interrupted')",
        "2",
        execution_timeout=2,
        interrupt_on_timeout=True,
    ),
    "killed": _(
        "print('before', flush=True)",
        "print('in', flush=True)\nimport os, time\ntime.sleep(0.5)\nos.kill(os.getpid(), 9)",
        "'never'",
    ),
    "gone": _("import os, time\nprint('said', flush=True); time.sleep(0.5); os._exit(0)", "'never'"),
    "crash": _("import ctypes\nctypes.string_at(0)", "'never'"),
    "last words": _(
        "import atexit, weakref\natexit.register(lambda: open('atexit.txt', 'w').write('done'))",
        "f = open('unclosed.txt', 'w'); f.write('kept')",
        "class A:\n    def __del__(self): open('deleted.txt', 'w').write('gone')\na = A()",
    ),
    # --- papermill
    "parameters": Case(
        [("a = 1\nb = None", ["parameters"]), "[a, b]", "# Text"],
        {},
        {"a": "'; import os #", "b": {"x": [1, None, float("inf")]}, "c": "{{c}} $(ls)"},
    ),
    "report mode": Case([("a = 1", ["parameters"]), "a"], {"report_mode": True}, {"a": 2}),
    "skipped and empty": _("", "   \n", ("1 / 0", ["skip-execution"]), "# Only text", "'on'"),
    "descriptions": _("# papermill_description=First\n", "1  # papermill_description=Second"),
    "not recorded": _("1", record_timing=False),
    # --- surroundings
    "surroundings": _(
        "import os, sys\n__name__, sys.modules['__main__'].__name__, os.path.basename(sys.argv[0]), len(sys.argv)",
        "[k for k in sorted(os.environ) if k.startswith(('JPY', 'MPL', 'OPENBLAS', 'OMP', 'MKL', 'JE_', 'PLANFORM'))]",
        "[os.environ[k] for k in ('TERM', 'PAGER', 'MPLBACKEND', 'CLICOLOR')]",
        "sys.path[0], sys.flags.safe_path, sys.stdin.read(), sys.stdout.isatty(), sys.stdout.encoding",
        "sys.excepthook.__name__, sys.displayhook.__class__.__name__, os.path.basename(os.getcwd()), sys.getrecursionlimit()",
        "[type(x).__name__ for x in (get_ipython(), get_ipython().display_pub, get_ipython().displayhook)]",
        "import IPython\nIPython.get_ipython() is get_ipython(), get_ipython().history_manager.hist_file, get_ipython().execution_count",
        "import gc, locale, random\ngc.isenabled(), locale.setlocale(locale.LC_ALL), random.random() != random.random()",
        "import builtins\nsorted(dir(builtins))[-14:], [n for n in globals() if not n.startswith('_')]",
        "oct(os.umask(0o22)), os.getpid() == os.getpgid(0) == os.getsid(0)",
    ),
    "standard input": _(
        ("input('name? ')", ["raises-exception"]), ("import getpass\ngetpass.getpass()", ["raises-exception"])
    ),
    "pickled": _(
        "import pickle\nclass A:\n    x = 1\npickle.loads(pickle.dumps(A())).x",
        "import inspect\ndef g():\n    return 2\nprint(inspect.getsource(g))",
    ),
    "comms": _(
        "w = __import__('importlib').import_module('ipywidgets')\ns = w.IntSlider(3); s",
        "o = w.Output()\nwith o: print('inside')\no",
        "s.value = 5; len(o.outputs)",
    ),
}

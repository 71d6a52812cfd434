"""What a program may not say, found in its syntax tree by Python's own parser.

The policy is feedback for whoever wrote the program, not a wall: the sandbox has to hold against what passes here.
Which modules are allowed and how each rule reads is decided in ../rules.ts and ../allowed-modules.ts; this file only
finds the places. Nothing here recurses over the tree, so no program can exhaust the stack of this process.
"""

import ast
import io
import posixpath
import re
import tokenize

MAX_NODES = 20_000
MAX_DEPTH = 200

EVALUATORS = {"eval", "exec", "compile", "__import__", "globals", "locals", "vars"}
QUESTIONS = {"input", "breakpoint", "help"}
REFLECTORS = {"getattr", "setattr", "delattr"}

# Dunder names that a plain class or script uses and that lead nowhere.
HARMLESS_DUNDERS = {
    "__abs__", "__add__", "__all__", "__annotations__", "__bool__", "__call__", "__contains__", "__delitem__",
    "__doc__", "__enter__", "__eq__", "__exit__", "__file__", "__float__", "__format__", "__ge__", "__getitem__",
    "__gt__", "__hash__", "__init__", "__int__", "__iter__", "__le__", "__len__", "__lt__", "__main__", "__mul__",
    "__name__", "__ne__", "__neg__", "__new__", "__next__", "__post_init__", "__pow__", "__radd__", "__repr__",
    "__rmul__", "__round__", "__setitem__", "__slots__", "__str__", "__sub__", "__truediv__", "__version__",
}  # fmt: skip
FRAMES = {
    "ag_code", "ag_frame", "cr_code", "cr_frame", "f_back", "f_builtins", "f_code", "f_globals", "f_locals",
    "gi_code", "gi_frame", "gi_yieldfrom", "tb_frame", "tb_next", "co_code",
}  # fmt: skip
# Modules that stay reachable as attributes of allowed ones (`random._os`, `warnings.sys`).
LEAKED = {
    "_os", "_sys", "builtins", "codecs", "ctypes", "ctypeslib", "f2py", "gc", "importlib", "inspect", "linecache", "os",
    "pickle", "shutil", "socket", "subprocess", "sys", "threading", "urllib",
}  # fmt: skip
# Calls that read or write the file or address given as their first argument.
FILE_CALLS = {
    "DataSource", "ExcelFile", "ExcelWriter", "FileIO", "HDFStore", "Path", "PosixPath", "PurePath", "ZipFile",
    "fromfile", "genfromtxt", "imread", "imsave", "imwrite", "load", "load_workbook", "loadtxt", "memmap",
    "open", "open_code", "open_memmap", "save", "savefig", "savetxt", "savez", "savez_compressed", "symlink_to",
    "hardlink_to", "tofile", "truetype",
}  # fmt: skip
FILE_PREFIXES = ("read_", "to_")
NETWORK_CALLS = {"urlopen", "urlretrieve", "load_dataset", "fetch_openml", "fetch_california_housing"}
PICKLE_CALLS = {"read_pickle", "to_pickle"}
SECRET_PATHS = re.compile(r"^/+(?:proc|sys|etc|dev|root|home|var|boot|run)(?:/|$)")
ADDRESS = re.compile(r"^\s*(?:https?|ftps?|sftp|ssh|s3|s3a|gs|gcs|abfs|hdfs|smb|file|github)://", re.IGNORECASE)
DUNDER = re.compile(r"__[A-Za-z][A-Za-z0-9_]*__")


def parse(source):
    """(tree, None), or (None, finding) when Python itself would refuse the program or read another one."""
    try:
        # A coding line makes Python read a file as other text than the checks see.
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source.encode("utf-8")).readline)
        if encoding not in ("utf-8", "utf-8-sig"):
            return None, finding("SNAP014", 1, 1, encoding)
        tree = ast.parse(source, filename="program.py")
    except SyntaxError as error:
        return None, finding("SNAP000", error.lineno or 1, max(error.offset or 1, 1), error.msg or "invalid syntax")
    except ValueError as error:  # null bytes, surrogates
        return None, finding("SNAP000", 1, 1, str(error))
    except (RecursionError, MemoryError):
        return None, finding("SNAP012", 1, 1, "")
    return tree, None


def measure(tree):
    """A finding when the tree is larger or deeper than the checks can take, else None."""
    nodes, stack = 0, [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        nodes += 1
        if nodes > MAX_NODES:
            return finding("SNAP011", 1, 1, str(MAX_NODES))
        if depth > MAX_DEPTH:
            return finding("SNAP012", getattr(node, "lineno", 1), 1, str(MAX_DEPTH))
        stack.extend((child, depth + 1) for child in ast.iter_child_nodes(node))
    return None


def compiles(tree):
    """A finding when the compiler refuses what the parser took (`return` outside a function), else None."""
    try:
        compile(tree, "program.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        return finding("SNAP000", error.lineno or 1, max(error.offset or 1, 1), error.msg or "invalid syntax")
    except (RecursionError, MemoryError):
        return finding("SNAP012", 1, 1, "")
    except ValueError as error:
        return finding("SNAP000", 1, 1, str(error))
    return None


def check(tree, source, config):
    """Every breach in the tree, in no particular order."""
    return Policy(tree, source, config).run()


def finding(rule, line, column, subject):
    return {"rule": rule, "line": line, "column": column, "subject": subject[:120]}


def split_lines(source):
    """The lines as the parser counts them: a form feed does not end one."""
    return re.split(r"\r\n|\r|\n", source)


def column_of(lines, line, offset):
    """The column in characters from 1, from the parser's offset in bytes of UTF-8."""
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return len(text.encode("utf-8")[:offset].decode("utf-8", "replace")) + 1


class Policy:
    def __init__(self, tree, source, config):
        self.tree = tree
        self.lines = split_lines(source)
        self.allowed = set(config["allowed"])
        self.limited = {name: set(members) for name, members in config["limited"].items()}
        self.denied = set(config["denied"])
        self.found = []
        self.aliases = {}  # the program's name for a module of which only some members are allowed
        self.called = set()  # ids of nodes that stand in the place of a called function
        self.based = set()  # ids of Name nodes on which an attribute is read
        self.bound = set()
        self.texts = {}

    def run(self):
        self.survey()
        for node in ast.walk(self.tree):
            visit = getattr(self, "on_" + type(node).__name__, None)
            if visit is not None:
                visit(node)
        return self.found

    def add(self, rule, node, subject=""):
        line = getattr(node, "lineno", 1)
        self.found.append(finding(rule, line, column_of(self.lines, line, getattr(node, "col_offset", 0)), subject))

    def survey(self):
        """What later checks look up: module aliases, bound names, names that are always one text."""
        assigned = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name in self.limited:
                        self.aliases[alias.asname or alias.name] = alias.name
            elif isinstance(node, ast.Call):
                self.called.add(id(node.func))
            elif isinstance(node, ast.Attribute):
                self.based.add(id(node.value))
            elif isinstance(node, ast.arg):
                self.bound.add(node.arg)
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                self.bound.add(node.name)
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                self.bound.add(node.id)
                assigned[node.id] = assigned.get(node.id, 0) + 1
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                text = self.text_of(node.value)
                if text is not None and assigned.get(name) == 1:
                    self.texts[name] = text

    def text_of(self, node, depth=0):
        """The text an expression always has, as far as it can be told without running it; else None."""
        if depth > 20:
            return None
        if isinstance(node, ast.Constant):
            if isinstance(node.value, bytes):
                return node.value.decode("latin-1")
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            return self.texts.get(node.id)
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Div)):
            left, right = self.text_of(node.left, depth + 1), self.text_of(node.right, depth + 1)
            if left is None or right is None:
                return None
            return left + right if isinstance(node.op, ast.Add) else posixpath.join(left, right)
        if isinstance(node, ast.JoinedStr):
            parts = [
                self.text_of(p.value if isinstance(p, ast.FormattedValue) else p, depth + 1) for p in node.values
            ]
            return None if None in parts else "".join(parts)
        if isinstance(node, ast.Call) and last_name(node.func) in {"Path", "PurePath", "PosixPath", "str"}:
            parts = [self.text_of(arg, depth + 1) for arg in node.args]
            return None if None in parts or not parts else posixpath.join(*parts)
        return None

    # Imports

    def on_Import(self, node):
        for alias in node.names:
            self.imported(node, alias.name)

    def on_ImportFrom(self, node):
        if node.level:
            self.add("SNAP001", node, "." * node.level + (node.module or ""))
            return
        module = node.module or ""
        self.imported(node, module)
        for alias in node.names:
            if module in self.limited:
                if alias.name not in self.limited[module]:
                    self.add("SNAP002", node, f"{module}.{alias.name}")
            elif alias.name in LEAKED or f"{module}.{alias.name}" in self.denied:
                self.add("SNAP002", node, f"{module}.{alias.name}")
            elif alias.name in PICKLE_CALLS:
                self.add("SNAP009", node, alias.name)
            elif alias.name in NETWORK_CALLS:
                self.add("SNAP008", node, alias.name)
            elif self.escapes(alias.name):
                self.add("SNAP003", node, alias.name)

    def imported(self, node, module):
        root = module.split(".")[0]
        if module in self.denied or root in self.denied or any(part in LEAKED for part in module.split(".")[1:]):
            self.add("SNAP002", node, module)
        elif root not in self.allowed and root not in self.limited:
            self.add("SNAP001", node, module)

    # Names

    def on_Name(self, node):
        name = node.id
        if name in self.aliases and id(node) not in self.based:
            self.add("SNAP002", node, self.aliases[name])
        if not isinstance(node.ctx, ast.Load):
            if name.startswith("__") and self.escapes(name):
                self.add("SNAP003", node, name)
            return
        if name in QUESTIONS and name not in self.bound:
            self.add("SNAP010", node, name)
        elif name in EVALUATORS and not (name in {"vars", "locals"} and name in self.bound):
            self.add("SNAP004", node, name)
        elif name in REFLECTORS and id(node) not in self.called:
            self.add("SNAP005", node, name)
        elif self.escapes(name):
            self.add("SNAP003", node, name)

    def on_Attribute(self, node):
        base = node.value.id if isinstance(node.value, ast.Name) else None
        if base in self.aliases:
            if node.attr not in self.limited[self.aliases[base]]:
                self.add("SNAP002", node, f"{self.aliases[base]}.{node.attr}")
        elif node.attr in LEAKED:
            self.add("SNAP002", node, node.attr)
        elif self.escapes(node.attr) or node.attr in FRAMES:
            self.add("SNAP003", node, node.attr)
        elif node.attr in PICKLE_CALLS:
            self.add("SNAP009", node, node.attr)
        elif node.attr in NETWORK_CALLS:
            self.add("SNAP008", node, node.attr)

    def on_MatchClass(self, node):
        for name in node.kwd_attrs:
            if self.escapes(name) or name in FRAMES:
                self.add("SNAP003", node, name)

    def on_Constant(self, node):
        if isinstance(node.value, str):
            hidden = next((name for name in DUNDER.findall(node.value) if self.escapes(name)), None)
            if hidden is not None:
                self.add("SNAP003", node, hidden)
            elif SECRET_PATHS.match(node.value) and "\n" not in node.value:
                self.add("SNAP006", node, node.value)

    def escapes(self, name):
        return name.startswith("__") and name.endswith("__") and len(name) > 4 and name not in HARMLESS_DUNDERS

    # Calls

    def on_Call(self, node):
        name = last_name(node.func)
        first = node.args[0] if node.args else None
        if name in REFLECTORS and isinstance(node.func, ast.Name):
            self.reflected(node, node.args[1] if len(node.args) > 1 else None)
        elif name in {"attrgetter", "methodcaller"}:
            self.reflected(node, first)
        elif name == "eval" and isinstance(node.func, ast.Attribute):
            self.add("SNAP013", node, "")
        if any(k.arg == "allow_pickle" and is_true(k.value) for k in node.keywords):
            self.add("SNAP009", node, "allow_pickle=True")
        if name in FILE_CALLS or name.startswith(FILE_PREFIXES):
            self.opened(node, name, first)

    def reflected(self, node, argument):
        text = argument.value if isinstance(argument, ast.Constant) else None
        if not isinstance(text, str):
            self.add("SNAP005", node, last_name(node.func))
        elif text in FRAMES or text in LEAKED:
            self.add("SNAP003", argument, text)

    def opened(self, node, name, first):
        target = first
        if target is None:
            named = {"path", "file", "fname", "filename", "filepath_or_buffer", "path_or_buf", "fp"}
            target = next((k.value for k in node.keywords if k.arg in named), None)
        if target is None:
            # `Path('/etc') / 'passwd'` and `Path(p).open()` are seen where the path is made.
            return
        text = self.text_of(target)
        if text is None:
            if name == "open" and isinstance(node.func, ast.Name):
                self.add("SNAP007", node, "")
            return
        if ADDRESS.match(text):
            self.add("SNAP008", node, text)
        elif outside(text) and not (isinstance(target, ast.Constant) and SECRET_PATHS.match(text)):
            self.add("SNAP006", node, text)


def outside(path):
    """Whether a path leaves /job, the folder a program starts in."""
    if "\n" in path or not path:
        return False
    full = posixpath.normpath(posixpath.join("/job", path))
    return full != "/job" and not full.startswith("/job/")


def last_name(node):
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def is_true(node):
    return not (isinstance(node, ast.Constant) and not node.value)

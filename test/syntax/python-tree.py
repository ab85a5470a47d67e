"""Prints the syntax trees of Python texts as Python itself reads them, one JSON line for each line of input.

A line of input is `{"path": …}` or `{"text": …}`; an answer is `{"text": …, "tree": …}`, or `{"text": …, "error": …}` where Python refuses. A node is
`[kind, start, end, field, …]`, with places in UTF-16 units; test/syntax/our-tree.ts prints ours in the same form.
"""

import ast
import json
import sys
import warnings

sys.setrecursionlimit(20_000)
warnings.simplefilter("ignore")

OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "MatMult": "@", "Div": "/", "Mod": "%", "Pow": "**", "LShift": "<<", "RShift": ">>",
    "BitOr": "|", "BitXor": "^", "BitAnd": "&", "FloorDiv": "//", "UAdd": "+", "USub": "-", "Not": "not", "Invert": "~",
    "And": "and", "Or": "or", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Is": "is",
    "IsNot": "is not", "In": "in", "NotIn": "not in",
}


def operator(node):
    return OPERATORS[type(node).__name__]


def lines_of(text):
    """The lines as Python counts them: a form feed ends none."""
    starts = [0]
    at = 0
    while at < len(text):
        if text[at] == "\r":
            at += 2 if text[at + 1 : at + 2] == "\n" else 1
            starts.append(at)
        elif text[at] == "\n":
            at += 1
            starts.append(at)
        else:
            at += 1
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)])]


def units(text):
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Printer:
    def __init__(self, text):
        self.in_old_field = False
        self.mark = units("\ufeff") if text.startswith("\ufeff") else 0
        self.lines = lines_of(text[self.mark :])
        self.starts = [self.mark]
        for line in self.lines:
            self.starts.append(self.starts[-1] + units(line))

    def place(self, line, column):
        text = self.lines[line - 1]
        if not text.isascii():
            column = units(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "replace"))
        return self.starts[line - 1] + column

    def at(self, node):
        if self.in_old_field:
            return [None, None]
        return [self.place(node.lineno, node.col_offset), self.place(node.end_lineno, node.end_col_offset)]

    def optional(self, node):
        return None if node is None else self.expression(node)

    def list(self, nodes):
        return [self.expression(node) for node in nodes]

    def expression(self, node):
        return getattr(self, "read_" + type(node).__name__, self.other)(node)

    def other(self, node):
        return ["other " + type(node).__name__, *self.at(node)]

    def read_Name(self, node):
        return ["name", *self.at(node), node.id]

    def read_Constant(self, node):
        value = node.value
        at = self.at(node)
        if value is None or value is ... or isinstance(value, bool):
            return ["constant", *at, "..." if value is ... else value]
        if isinstance(value, int):
            return ["int", *at, hex(value)]
        if isinstance(value, float):
            return ["float", *at, repr(value)]
        if isinstance(value, bytes):
            return ["bytes", *at, value.hex()]
        if isinstance(value, str):
            return ["text", *at, [value] if value else []]
        return ["other " + type(value).__name__, *at]

    def parts(self, nodes):
        parts = []
        for node in nodes:
            if isinstance(node, ast.Constant):
                if parts and isinstance(parts[-1], str):
                    parts[-1] += node.value
                elif node.value:
                    parts.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts.extend(self.parts(node.values))
            else:
                # Before 3.12, places inside of an f-string are those of another text.
                outer, self.in_old_field = self.in_old_field, sys.version_info < (3, 12)
                conversion = None if node.conversion < 0 else chr(node.conversion)
                spec = None if node.format_spec is None else self.parts(node.format_spec.values)
                parts.append(["field", self.expression(node.value), conversion, spec])
                self.in_old_field = outer
        return parts

    def read_JoinedStr(self, node):
        return ["text", *self.at(node), self.parts(node.values)]

    def read_Tuple(self, node):
        return ["tuple", *self.at(node), self.list(node.elts)]

    def read_List(self, node):
        return ["list", *self.at(node), self.list(node.elts)]

    def read_Set(self, node):
        return ["set", *self.at(node), self.list(node.elts)]

    def read_Dict(self, node):
        return ["dict", *self.at(node), [[self.optional(k), self.expression(v)] for k, v in zip(node.keys, node.values)]]

    def comprehension(self, node, makes, key, item):
        clauses = []
        for clause in node.generators:
            target = self.expression(clause.target)
            clauses.append(["for", target, self.expression(clause.iter), bool(clause.is_async)])
            clauses.extend(["if", self.expression(condition)] for condition in clause.ifs)
        return ["comprehension", *self.at(node), makes, self.optional(key), self.expression(item), clauses]

    def read_ListComp(self, node):
        return self.comprehension(node, "list", None, node.elt)

    def read_SetComp(self, node):
        return self.comprehension(node, "set", None, node.elt)

    def read_GeneratorExp(self, node):
        return self.comprehension(node, "generator", None, node.elt)

    def read_DictComp(self, node):
        return self.comprehension(node, "dict", node.key, node.value)

    def read_Attribute(self, node):
        return ["attribute", *self.at(node), self.expression(node.value), node.attr]

    def read_Subscript(self, node):
        return ["subscript", *self.at(node), self.expression(node.value), self.expression(node.slice)]

    def read_Slice(self, node):
        return ["slice", *self.at(node), self.optional(node.lower), self.optional(node.upper), self.optional(node.step)]

    def arguments_of(self, positional, keywords):
        return [self.list(positional), [[k.arg, self.expression(k.value), k.arg and self.at(k)[0]] for k in keywords]]

    def read_Call(self, node):
        return ["call", *self.at(node), self.expression(node.func), *self.arguments_of(node.args, node.keywords)]

    def read_UnaryOp(self, node):
        return ["unary", *self.at(node), operator(node.op), self.expression(node.operand)]

    def read_BinOp(self, node):
        return ["arithmetic", *self.at(node), self.expression(node.left), operator(node.op), self.expression(node.right)]

    def read_Compare(self, node):
        rest = [[operator(o), self.expression(e)] for o, e in zip(node.ops, node.comparators)]
        return ["comparison", *self.at(node), self.expression(node.left), rest]

    def read_BoolOp(self, node):
        return ["boolean", *self.at(node), operator(node.op), self.list(node.values)]

    def read_IfExp(self, node):
        return ["conditional", *self.at(node), self.expression(node.test), self.expression(node.body), self.expression(node.orelse)]

    def read_Lambda(self, node):
        return ["lambda", *self.at(node), self.parameters(node.args), self.expression(node.body)]

    def read_NamedExpr(self, node):
        return ["named", *self.at(node), self.expression(node.target), self.expression(node.value)]

    def read_Starred(self, node):
        return ["starred", *self.at(node), self.expression(node.value)]

    def parameters(self, node):
        plain = [*node.posonlyargs, *node.args]
        forms = ["positional only"] * len(node.posonlyargs) + ["plain"] * len(node.args)
        defaults = [None] * (len(plain) - len(node.defaults)) + node.defaults
        found = [self.parameter(*one) for one in zip(plain, forms, defaults)]
        if node.vararg:
            found.append(self.parameter(node.vararg, "*", None))
        found.extend(self.parameter(a, "keyword only", d) for a, d in zip(node.kwonlyargs, node.kw_defaults))
        if node.kwarg:
            found.append(self.parameter(node.kwarg, "**", None))
        return found

    def parameter(self, node, form, default):
        return [self.at(node)[0], node.arg, form, self.optional(node.annotation), self.optional(default)]

    def block(self, nodes):
        return [getattr(self, "run_" + type(node).__name__, self.other)(node) for node in nodes]

    def otherwise(self, nodes):
        return self.block(nodes) if nodes else None

    def run_Expr(self, node):
        return ["expression", *self.at(node), self.expression(node.value)]

    def run_Assign(self, node):
        return ["assignment", *self.at(node), self.list(node.targets), None, self.expression(node.value)]

    def run_AnnAssign(self, node):
        return ["assignment", *self.at(node), [self.expression(node.target)], self.expression(node.annotation), self.optional(node.value)]

    def run_TypeAlias(self, node):
        return ["assignment", *self.at(node), [self.expression(node.name)], None, ["other type", *self.at(node.value)]]

    def run_AugAssign(self, node):
        return ["augmented", *self.at(node), self.expression(node.target), operator(node.op), self.expression(node.value)]

    def run_Delete(self, node):
        return ["delete", *self.at(node), self.list(node.targets)]

    def run_Pass(self, node):
        return ["pass", *self.at(node)]

    def run_Break(self, node):
        return ["break", *self.at(node)]

    def run_Continue(self, node):
        return ["continue", *self.at(node)]

    def run_Return(self, node):
        return ["return", *self.at(node), self.optional(node.value)]

    def run_Raise(self, node):
        return ["raise", *self.at(node), self.optional(node.exc)]

    def run_Assert(self, node):
        return ["assert", *self.at(node), self.expression(node.test)]

    def run_Global(self, node):
        return ["global", *self.at(node), node.names]

    def run_Nonlocal(self, node):
        return ["nonlocal", *self.at(node), node.names]

    def run_Import(self, node):
        return ["import", *self.at(node), [[n.name, n.asname, self.at(n)[0]] for n in node.names]]

    def run_ImportFrom(self, node):
        all_names = node.names[0].name == "*"
        names = None if all_names else [[n.name, n.asname, self.at(n)[0]] for n in node.names]
        return ["from import", *self.at(node), node.level, node.module or "", names]

    def run_If(self, node):
        return ["if", *self.at(node), self.expression(node.test), self.block(node.body), self.otherwise(node.orelse)]

    def run_While(self, node):
        return ["while", *self.at(node), self.expression(node.test), self.block(node.body), self.otherwise(node.orelse)]

    def run_For(self, node):
        over = [self.expression(node.target), self.expression(node.iter)]
        return ["for", *self.at(node), *over, self.block(node.body), self.otherwise(node.orelse), isinstance(node, ast.AsyncFor)]

    run_AsyncFor = run_For

    def run_Try(self, node):
        handlers = [[self.optional(h.type), h.name, self.block(h.body)] for h in node.handlers]
        ends = [self.otherwise(node.orelse), self.otherwise(node.finalbody)]
        return ["try", *self.at(node), self.block(node.body), handlers, *ends]

    run_TryStar = run_Try

    def run_With(self, node):
        items = [[self.expression(i.context_expr), self.optional(i.optional_vars)] for i in node.items]
        return ["with", *self.at(node), items, self.block(node.body), isinstance(node, ast.AsyncWith)]

    run_AsyncWith = run_With

    def run_FunctionDef(self, node):
        head = [node.name, self.parameters(node.args), self.optional(node.returns), self.list(node.decorator_list)]
        return ["function", *self.at(node), *head, self.block(node.body), isinstance(node, ast.AsyncFunctionDef)]

    run_AsyncFunctionDef = run_FunctionDef

    def run_ClassDef(self, node):
        head = [node.name, *self.arguments_of(node.bases, node.keywords), self.list(node.decorator_list)]
        return ["class", *self.at(node), *head, self.block(node.body)]

    def run_Match(self, node):
        cases = [[self.pattern(c.pattern), self.optional(c.guard), self.block(c.body)] for c in node.cases]
        return ["match", *self.at(node), self.expression(node.subject), cases]

    def pattern(self, node):
        if isinstance(node, ast.MatchValue):
            return ["value", self.expression(node.value)]
        if isinstance(node, ast.MatchSingleton):
            return ["value", ["constant", *self.at(node), node.value]]
        if isinstance(node, ast.MatchAs):
            return ["capture", node.name, node.pattern and self.pattern(node.pattern)]
        if isinstance(node, ast.MatchOr):
            return ["or", [self.pattern(p) for p in node.patterns]]
        return self.other(node)


def answer(line):
    request = json.loads(line)
    if "path" in request:
        with open(request["path"], "rb") as file:
            source = file.read()
        try:
            text = source.decode("utf-8")
        except UnicodeDecodeError:
            return {"text": "", "error": "its bytes are not UTF-8"}
    else:
        text = request["text"]
        source = text.encode("utf-8", "surrogatepass")
    try:
        tree = ast.parse(source)
        compile(source, "file.py", "exec")
        return {"text": text, "tree": Printer(text).block(tree.body)}
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as problem:
        return {"text": text, "error": f"{type(problem).__name__}: {problem}"}


for line in sys.stdin:
    print(json.dumps(answer(line)), flush=True)

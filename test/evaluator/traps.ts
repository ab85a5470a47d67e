/** Small projects of Python at which a quick reader gives another value than Python does. */
export const PROJECTS: readonly (Readonly<Record<string, string>> & { readonly 'm.py': string })[] = [
  {
    'm.py': `# globals & rebinding
X = 1
def f():
    global X
    X = 2
f()
Y = X`,
  },
  {
    'm.py': `X = [1]
def f(a=[]):
    a.append(len(a))
    return a
Y = f(); Z = f(); W = f([9])
V = f()`,
  },
  {
    'm.py': `fs = [lambda: i for i in range(3)]
Y = [g() for g in fs]
gs = [lambda i=i: i for i in range(3)]
Z = [g() for g in gs]`,
  },
  {
    'm.py': `def make():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
a = make(); b = make()
X = [a(), a(), b(), a()]`,
  },
  {
    'm.py': `str = lambda x: "shadow"
Y = str(5)`,
  },
  {
    'm.py': `list = [1]
Y = list
del list
Z = list("ab")`,
  },
  {
    'm.py': `x = 1
del x
try:
    y = x
except NameError:
    y = "gone"`,
  },
  {
    'm.py': `try:
    v = {}["a"]
except KeyError as e:
    v = 5
try:
    e
    w = 1
except NameError:
    w = 2`,
  },
  {
    'm.py': `e = 5
try:
    1 / 0
except ZeroDivisionError as e:
    pass
try:
    r = e
except NameError:
    r = "del"`,
  },
  {
    'm.py': `a = b = []
a.append(1)
c = b`,
  },
  {
    'm.py': `a = [1, 2]
b = a
a = a + [3]
c = b
a2 = [1]
b2 = a2
a2 += [3]`,
  },
  {
    'm.py': `t = ([],)
try:
    t[0] += [1]
except TypeError:
    pass`,
  },
  {
    'm.py': `a, *b, c = range(6)
*d, = "ab"
(x, y), z = (1, 2), 3
[p, q] = {"k": 1, "l": 2}`,
  },
  {
    'm.py': `x = 0 or [] or "a" or 1
y = 1 and "b" and [] and 2
z = not []
w = None or False`,
  },
  {
    'm.py': `def f(x):
    x.append(1)
    x = [5]
    x.append(2)
    return x
l = []
m = f(l)`,
  },
  {
    'm.py': `i = 0
l = [0, 0]
i, l[i] = 1, 5`,
  },
  {
    'm.py': `d = {1: "a", True: "b", 1.0: "c"}
e = {0: "x", False: "y"}
f = {"1": 1, 1: 2}
s = {1, True, 1.0}
n = len(s)`,
  },
  {
    'm.py': `x = [1, 2, 3]
for i in x:
    if i == 2:
        break
else:
    i = 99
r = i`,
  },
  {
    'm.py': `for i in []:
    pass
else:
    k = 1
try:
    j = i
except NameError:
    j = None`,
  },
  {
    'm.py': `x = [i for i in range(3)]
try:
    y = i
except NameError:
    y = "unbound"`,
  },
  {
    'm.py': `class A:
    x = 1
    y = [x for _ in range(2)] if False else x
    def m(self): return self.x
    @staticmethod
    def s(a): return a * 2
    @classmethod
    def c(cls): return cls.x
    @property
    def p(self): return self.x + 1
a = A()
A.x = 5
b = A()
b.x = 7
R = [a.m(), b.m(), A.s(2), A.c(), a.p, b.p, A.y]`,
  },
  {
    'm.py': `class A:
    l = []
class B(A):
    pass
B.l.append(1)
B.k = 2
R = (A.l, hasattr(A, "k"))`,
  },
  {
    'm.py': `class A:
    x = 1
class B(A):
    x = 2
class C(A):
    pass
class D(C, B):
    pass
R = D.x`,
  },
  {
    'm.py': `class A:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return True
    def __bool__(self): return False
    def __len__(self): return 5
    def __add__(self, o): return 42
    def __str__(self): return "S"
    def __repr__(self): return "R"
    def __getattr__(self, n): return n
    def __getitem__(self, k): return k
    def __contains__(self, k): return True
    def __iter__(self): return iter([1, 2])
    def __call__(self, x): return x
    def __hash__(self): return 1
    def __format__(self, s): return "F" + s
a = A(1)
R = [a == 3, bool(a), len(a), a + 1, str(a), repr(a), a.foo, a[3], 5 in a, list(a), a(8), f"{a}", f"{a:x}", f"{a!r}", "%s" % a, "{}".format(a)]
S = [a] == [3]
T = "yes" if a else "no"`,
  },
  {
    'm.py': `class A:
    def __init_subclass__(cls, **k): cls.x = 9
class B(A):
    x = 1
R = B.x`,
  },
  {
    'm.py': `class M(type):
    def __new__(m, n, b, d):
        d["x"] = 7
        return super().__new__(m, n, b, d)
class B(metaclass=M):
    x = 1
R = B.x`,
  },
  {
    'm.py': `class D:
    def __get__(self, o, t): return 11
class B:
    x = D()
R = B.x
S = B().x`,
  },
  {
    'm.py': `class D:
    def __set_name__(self, o, n): setattr(o, n + "_", 3)
class B:
    x_ = 1
    x = D()
R = B.x_`,
  },
  {
    'm.py': `class P:
    def __getattribute__(self, n): return 3
p = P()
p.x = 5
R = p.x`,
  },
  {
    'm.py': `class P:
    def __setattr__(self, n, v): object.__setattr__(self, n, 99)
p = P()
p.x = 5
R = p.x`,
  },
  {
    'm.py': `class D(dict):
    def __getitem__(self, k): return "z"
    def __missing__(self, k): return 1
d = D(a=1)
R = d["a"]
S = d.get("a")
T = d["q"]`,
  },
  {
    'm.py': `class L(list):
    def append(self, x): pass
l = L([1])
l.append(2)
R = len(l)`,
  },
  {
    'm.py': `class S(str):
    def __new__(cls, v): return super().__new__(cls, v + "!")
s = S("a")
R = s + "b"`,
  },
  {
    'm.py': `def deco(f):
    return lambda: 5
@deco
def g(): return 1
R = g()`,
  },
  {
    'm.py': `def deco(f):
    f.x = 3
    return f
@deco
def g(): return 1
R = g()`,
  },
  {
    'm.py': `import functools
def deco(f):
    @functools.wraps(f)
    def w(*a, **k):
        return f(*a, **k) + 1
    return w
@deco
def g(x, y=2): return x + y
R = g(1), g(1, y=5)`,
  },
  {
    'm.py': `import functools
@functools.lru_cache(maxsize=None)
def f(l=1): return [l]
a = f(); a.append(3)
R = f()`,
  },
  {
    'm.py': `from dataclasses import dataclass, field
@dataclass
class A:
    x: int = 1
    y: list = field(default_factory=list)
    z: str = "a"
    w: int = field(default=5, init=False)
    def __post_init__(self):
        self.x = self.x * 10
a = A(2, z="q")
b = A()
a.y.append(1)
R = [a.x, a.y, a.z, b.x, b.y, a.w, A.x, a == A(2), str(b)]`,
  },
  {
    'm.py': `from enum import Enum, IntEnum, auto, Flag
class E(Enum):
    A = "a"
    B = "b"
    C = "a"
class I(IntEnum):
    X = 1
    Y = 2
class U(Enum):
    P = auto()
    Q = auto()
class S(str, Enum):
    M = "m"
R = [E.A.value, E.C.name, E.C is E.A, E("b").name, E["B"].value, [e.name for e in E], len(E), I.X + 1, I.Y > I.X, I.X == 1, str(I.X), f"{I.X}", U.P.value, U.Q.value, S.M == "m", S.M + "x", S.M.upper(), str(S.M), f"{S.M}", "{}".format(S.M), "%s" % S.M, repr(E.A), str(E.A), f"{E.A}", S("m") is S.M, "".join([S.M]), E.A == "a", {S.M: 1}["m"], list(U), I(2), bool(E.A), sorted([I.Y, I.X])]`,
  },
  {
    'm.py': `from enum import StrEnum, auto
class S(StrEnum):
    ABC = auto()
    D = "x"
R = [S.ABC, S.ABC.value, str(S.D), f"{S.D}", S.D == "x", S.ABC + "1", repr(S.D), f"{S.D!r}", "%r" % S.D]
V = S.ABC.value`,
  },
  {
    'm.py': `from enum import Enum
class E(Enum):
    _ignore_ = ["q"]
    A = 1
    def f(self): return 2
    B = 2
    @property
    def p(self): return self.value * 3
    @classmethod
    def _missing_(cls, v): return cls.A
R = [e.name for e in E], E.A.f(), E.B.p, E(77).name`,
  },
  {
    'm.py': `from enum import Enum
class E(Enum):
    A = (1, 2)
    def __init__(self, x, y):
        self.x = x
        self.y = y
R = E.A.y, E.A.value`,
  },
  {
    'm.py': `from enum import Enum
class E(str, Enum):
    A = "a"
    def __str__(self): return self.value
R = str(E.A), f"{E.A}", "%s" % E.A, "{}".format(E.A)`,
  },
  {
    'm.py': `from enum import Enum
class E(int, Enum):
    A = 5
R = E.A + 1, E.A * 2, str(E.A), f"{E.A}", E.A == 5, int(E.A), f"{E.A:03d}", E.A > 3, -E.A, [0,1,2,3,4,5][E.A], E.A & 1, "a" * E.A`,
  },
  {
    'm.py': `from typing import NamedTuple
from collections import namedtuple
class P(NamedTuple):
    a: int
    b: str = "x"
Q = namedtuple("Q", "c d")
p = P(1)
q = Q(1, d=2)
R = [p.a, p[1], p == (1, "x"), q.d, list(q), len(p), p._replace(a=5).a, p._asdict(), q._fields, str(q), p + (1,)]`,
  },
  {
    'm.py': `from collections import OrderedDict, defaultdict, Counter, ChainMap, deque
o = OrderedDict(a=1); o.move_to_end("a")
d = defaultdict(list); d["x"].append(1)
c = Counter("aab")
R = [o == {"a": 1}, d["y"], d, c["a"], c["zz"], c.most_common(1), deque([1, 2], maxlen=1)]`,
  },
  {
    'm.py': `import other
other.X = 5
from other import X, g
R = [X, other.X, g()]`,
    'other.py': `X = 1
def g(): return X`,
  },
  {
    'm.py': `from other import X
import patch
import other
R = [X, other.X, other.g(), g2()] if False else [X, other.X, other.g()]`,
    'other.py': `X = 1
def g(): return X`,
    'patch.py': `import other
other.X = 7`,
  },
  {
    'm.py': `import other
setattr(other, "X", 5)
R = other.X`,
    'other.py': `X = 1`,
  },
  {
    'm.py': `import other
for k, v in {"X": 5}.items():
    setattr(other, k, v)
R = other.X`,
    'other.py': `X = 1`,
  },
  {
    'm.py': `import other
other.__dict__["X"] = 5
R = other.X`,
    'other.py': `X = 1`,
  },
  {
    'm.py': `import other
vars(other)["X"] = 5
R = other.X`,
    'other.py': `X = 1`,
  },
  {
    'm.py': `import sys, other
sys.modules["other"].X = 5
R = other.X`,
    'other.py': `X = 1`,
  },
  {
    'm.py': `import sys
sys.modules[__name__].X = 5
X = X + 1`,
  },
  {
    'm.py': `globals()["X"] = 1
R = X`,
  },
  {
    'm.py': `X = 1
globals().update(X=5)
R = X`,
  },
  {
    'm.py': `X = 1
exec("X = 5")
R = X`,
  },
  {
    'm.py': `X = 1
def f():
    exec("X = 5", globals())
f()
R = X`,
  },
  {
    'm.py': `X = 1
g = globals
g()["X"] = 6
R = X`,
  },
  {
    'm.py': `X = 1
locals()["X"] = 6
R = X`,
  },
  {
    'm.py': `X = 1
eval("globals().update(X=3)")
R = X`,
  },
  {
    'm.py': `X = 1
import builtins
builtins.len = lambda x: 99
R = len([])
del builtins.len if False else R`,
  },
  {
    'm.py': `import builtins
builtins.Y = 5
R = Y`,
  },
  {
    'm.py': `from other import *
R = [a, b]
try:
    R.append(c)
except NameError:
    R.append("no c")`,
    'other.py': `__all__ = ["a", "b"]
a = 1
b = 2
c = 3`,
  },
  {
    'm.py': `X = 1
from other import *
R = X`,
    'other.py': `X = 5
_Y = 6`,
  },
  {
    'm.py': `from other import *
from other2 import *
R = X`,
    'other.py': `X = 5`,
    'other2.py': `X = 6`,
  },
  {
    'm.py': `from other import *
R = X`,
    'other.py': `def __getattr__(n): return n
X = 5
__all__ = ["X"]`,
  },
  {
    'm.py': `import other
R = other.Q, other.X`,
    'other.py': `def __getattr__(n): return n * 2
X = 5`,
  },
  {
    'm.py': `from pkg import a
R = a`,
    'pkg/__init__.py': `from .mod import a
a = a + 1`,
    'pkg/mod.py': `a = 1`,
  },
  {
    'm.py': `from pkg import mod
R = mod
import pkg.mod
S = pkg.mod`,
    'pkg/__init__.py': `mod = 5`,
    'pkg/mod.py': `a = 1`,
  },
  {
    'm.py': `import pkg
try:
    R = pkg.mod.a
except AttributeError:
    R = "no"`,
    'pkg/__init__.py': ``,
    'pkg/mod.py': `a = 1`,
  },
  {
    'm.py': `import pkg.mod
R = pkg.mod.a, pkg.X`,
    'pkg/__init__.py': `X = 1`,
    'pkg/mod.py': `import pkg
a = 1
pkg.X = 9`,
  },
  {
    'm.py': `try:
    import nothere
    X = 1
except ImportError:
    X = 2`,
  },
  {
    'm.py': `try:
    from other import nope
    X = 1
except ImportError:
    X = 2`,
    'other.py': ``,
  },
  {
    'm.py': `try:
    from other import X
except ImportError:
    X = 2`,
    'other.py': `import nothere_at_all
X = 1`,
  },
  {
    'm.py': `import a
R = a.X`,
    'a.py': `import b
X = 1
Y = b.Z`,
    'b.py': `import a
try:
    Z = a.X
except AttributeError:
    Z = "partial"`,
  },
  {
    'm.py': `from a import X`,
    'a.py': `from b import Y
X = 1`,
    'b.py': `try:
    from a import X
except ImportError:
    X = 0
Y = X`,
  },
  {
    'm.py': `X = 5
if X > 3:
    def f(): return 1
else:
    def f(): return 2
R = f()`,
  },
  {
    'm.py': `import os
if os.environ.get("NOPE"):
    X = 1
else:
    X = 2`,
  },
  {
    'm.py': `import os
os.environ["A"] = "changed"
R = [os.getenv("A"), os.environ["A"], os.environ.get("A", "d")]`,
  },
  {
    'm.py': `import os
os.environ.setdefault("A", "zzz")
os.environ.setdefault("B", "bbb")
R = [os.getenv("A"), os.getenv("B")]`,
  },
  {
    'm.py': `import os
os.environ.update(A="1", B="2")
R = [os.getenv("A"), os.getenv("B")]`,
  },
  {
    'm.py': `import os
del os.environ["A"]
R = os.getenv("A", "gone")`,
  },
  {
    'm.py': `import os
R = os.environ.pop("A"), os.getenv("A", "gone")`,
  },
  {
    'm.py': `import os
os.putenv("A", "5")
R = os.getenv("A")`,
  },
  {
    'm.py': `import os
E = os.environ
E["A"] = "9"
R = os.getenv("A")`,
  },
  {
    'm.py': `from os import environ, getenv
environ["A"] = "9"
R = getenv("A")`,
  },
  {
    'm.py': `import os
os.environ |= {"A": "9"}
R = os.getenv("A")`,
  },
  {
    'm.py': `import os
def f(e): e["A"] = "9"
f(os.environ)
R = os.getenv("A")`,
  },
  {
    'm.py': `import os
os.environ = {"A": "zz"}
R = os.getenv("A"), os.environ["A"]`,
  },
  {
    'm.py': `import os
os.getenv = lambda *a: "patched"
R = os.getenv("A")`,
  },
  {
    'm.py': `import os
R = "A" in os.environ, "NOPE" in os.environ
S = "A" not in os.environ`,
  },
  {
    'm.py': `import os
R = bool(os.environ.get("A")), int(os.environ.get("N", "5")), os.environ.get("N", 5), os.getenv("N", default="q")`,
  },
  {
    'm.py': `import os
from os.path import join, dirname, basename, splitext, abspath
R = [os.path.join("a", "b"), os.path.join("a", "/b"), join("a/", "b"), os.path.basename("a/b.c"), dirname("a/b/"), splitext("a.b.c"), splitext(".b"), os.path.normpath("a/../b//c/."), os.path.isabs("/a"), basename(__file__), dirname(__file__), abspath("x"), os.path.join(dirname(__file__), "..", "y"), os.path.dirname(os.path.dirname(__file__)) if False else 1, os.sep, os.path.split("a/b"), os.path.commonprefix(["abc", "abd"])]`,
  },
  {
    'm.py': `import os
os.chdir("/tmp")
R = os.path.abspath("x")`,
  },
  {
    'm.py': `import os
os.chdir("/tmp")
from pathlib import Path
R = Path("x").resolve(), Path.cwd(), os.getcwd()`,
  },
  {
    'm.py': `import os
def f(): os.chdir("/tmp")
f()
R = os.path.abspath("x")`,
  },
  {
    'm.py': `from pathlib import Path, PurePosixPath
p = Path("a") / "b" / "c.txt"
R = [p, str(p), p.name, p.stem, p.suffix, p.parent, p.parts, p.with_suffix(".x"), p.with_name("q"), p.parent.parent, list(p.parents), Path("a//b/./c"), Path("/a", "b"), Path("a", "/b"), Path("."), Path(""), p == Path("a/b/c.txt"), f"{p}", p.as_posix(), Path("a/../b"), p.is_absolute(), p.suffixes, Path("a.tar.gz").suffixes, Path("a.tar.gz").stem, "x" / Path("y"), p.joinpath("d", "e"), p.relative_to("a"), Path(__file__).name, Path(__file__).parent, Path(__file__).resolve().parent / "x", repr(p), Path("a/"), Path("~"), Path(".hidden").suffix, Path(".hidden").stem, Path("a.").suffix, p.parents[0], p.with_stem("z")]`,
  },
  {
    'm.py': `__file__ = "/x/y.py"
import os
R = os.path.dirname(__file__)`,
  },
  {
    'm.py': `def f():
    __file__ = "/x/y.py"
    return __file__
R = f()`,
  },
  {
    'm.py': `R = __name__
S = __name__ == "__main__"`,
  },
  {
    'm.py': `__name__ = "__main__"
if __name__ == "__main__":
    X = 1
else:
    X = 2`,
  },
  {
    'm.py': `from typing import TYPE_CHECKING
if TYPE_CHECKING:
    X = 1
else:
    X = 2`,
  },
  {
    'm.py': `import typing as t
if t.TYPE_CHECKING:
    X = 1
else:
    X = 2`,
  },
  {
    'm.py': `import sys
if sys.version_info >= (3, 8):
    X = 1
else:
    X = 2`,
  },
  {
    'm.py': `X = 1
class C:
    X = 2
    def f(self): return X
    g = lambda self: X
    Y = [X for _ in range(1)]
R = [C().f(), C().g(), C.Y]`,
  },
  {
    'm.py': `X = 1
class C:
    global X
    X = 5
R = X`,
  },
  {
    'm.py': `x = 5
def f():
    try:
        return x
    except UnboundLocalError:
        return "u"
    x = 3
R = f()`,
  },
  {
    'm.py': `x = 5
def f():
    for x in []: pass
    try:
        return x
    except UnboundLocalError:
        return "u"
R = f()`,
  },
  {
    'm.py': `x = 5
def f():
    [x := 1 for _ in range(0)]
    try:
        return x
    except UnboundLocalError:
        return "u"
R = f()`,
  },
  {
    'm.py': `x = 5
def f():
    import os as x
    return 1
def g():
    for q in (x := [1]): pass
    return x
def h():
    try:
        y = x
    except UnboundLocalError:
        return "u"
    for q in (x := [1]): pass
    return y
def k():
    try:
        y = x
    except UnboundLocalError:
        return "u"
    match 5:
        case x: pass
    return y
def m():
    try:
        y = x
    except UnboundLocalError:
        return "u"
    assert (x := 1)
    return y
def n():
    try:
        y = x
    except UnboundLocalError:
        return "u"
    with open("q") as (a, x): pass
    return y
R = [g(), h(), k(), m()]`,
  },
  {
    'm.py': `def gen():
    yield 1
    yield 2
R = list(gen())`,
  },
  {
    'm.py': `def f():
    return 5
    yield
R = f() == 5`,
  },
  {
    'm.py': `def f():
    if False:
        yield 1
    return 5
R = f() == 5
S = bool(f())`,
  },
  {
    'm.py': `def f():
    x = (yield)
    return 5
S = bool(f())
T = f()`,
  },
  {
    'm.py': `async def f(): return 5
S = f() == 5`,
  },
  {
    'm.py': `def f(a, b=2, *c, d, e=5, **g): return [a, b, c, d, e, g]
R = [f(1, d=4), f(1, 2, 3, 4, d=1), f(*[1, 2], **{"d": 3, "z": 4}), f(b=1, a=2, d=3)]`,
  },
  {
    'm.py': `def f(a, /, b, *, c): return [a, b, c]
R = f(1, b=2, c=3)
def g(a, /, **k): return [a, k]
S = g(1, a=2)`,
  },
  {
    'm.py': `def f(a): pass
try:
    f()
    R = 1
except TypeError:
    R = 2
try:
    f(1, 2)
    S = 1
except TypeError:
    S = 2
try:
    f(b=1)
    T = 1
except TypeError:
    T = 2`,
  },
  {
    'm.py': `def f(*a): return a
def g(**k): return k
x = [1]; y = {"a": 1}
p = f(*x); q = g(**y)
q["b"] = 2
R = [p, q, y]`,
  },
  {
    'm.py': `def f():
    try:
        return 1
    finally:
        return 2
def g():
    for i in range(3):
        try:
            continue
        finally:
            if i == 1:
                break
    return i
def h():
    try:
        raise ValueError("x")
    except (KeyError, ValueError) as e:
        return str(e)
def k():
    try:
        x = 1
    except Exception:
        x = 2
    else:
        x = 3
    finally:
        x += 10
    return x
R = [f(), g(), h(), k()]`,
  },
  {
    'm.py': `class MyErr(ValueError): pass
def f():
    try:
        raise MyErr("q")
    except ValueError:
        return 1
def g():
    try:
        raise MyErr
    except KeyError:
        return 1
    except MyErr:
        return 2
R = [f(), g()]`,
  },
  {
    'm.py': `def f():
    try:
        int("x")
    except TypeError:
        return 1
    except Exception as e:
        return type(e).__name__
def g():
    try:
        [][0]
    except LookupError:
        return 3
def h():
    try:
        assert False, "m"
    except AssertionError as e:
        return e.args
def k():
    try:
        None.x
    except AttributeError:
        return 3
R = [f(), g(), h(), k()]`,
  },
  {
    'm.py': `import random
L = [1]; M = [2]
c = random.random() > 2
x = L if c else M
x.append(5)
R = [L, M]`,
  },
  {
    'm.py': `import random
L = [1]; M = [2]
x = L if random.random() > 2 else M
x += [5]
R = [L, M]`,
  },
  {
    'm.py': `import random
D = {"a": [1]}
k = "a" if random.random() < 2 else "b"
D[k].append(5)
R = D`,
  },
  {
    'm.py': `import random
L = [1]
x = random.choice([L])
x.append(2)
R = L`,
  },
  {
    'm.py': `import random
L = [[1], [2]]
for y in L:
    if random.random() < 2:
        y.append(9)
R = L`,
  },
  {
    'm.py': `import random
L = [1]
def f():
    if random.random() < 2:
        return L
    return [5]
f().append(7)
R = L`,
  },
  {
    'm.py': `import random
L = [1]
x = (random.random() < 2 and L) or [5]
x.append(7)
R = L`,
  },
  {
    'm.py': `from collections import namedtuple
L = [1]
Q = namedtuple("Q", "a")
q = Q(L)
q.a.append(5)
R = L`,
  },
  {
    'm.py': `import functools
L = []
functools.reduce(lambda acc, x: (acc.append(x), acc)[1], [1, 2], L)
R = L`,
  },
  {
    'm.py': `import operator
D = {"a": 1}
operator.setitem(D, "a", 5)
R = D`,
  },
  {
    'm.py': `import argparse
L = [1]
n = argparse.Namespace(a=L)
n.a.append(5)
R = L`,
  },
  {
    'm.py': `from types import SimpleNamespace
L = [1]
n = SimpleNamespace(a=L)
n.a.append(5)
R = L`,
  },
  {
    'm.py': `import itertools
L = [1]
next(itertools.repeat(L)).append(2)
R = L`,
  },
  {
    'm.py': `import contextlib
L = [1]
with contextlib.nullcontext(L) as l:
    l.append(2)
R = L`,
  },
  {
    'm.py': `import re
L = []
re.sub("a", lambda m: L.append(1) or "b", "aa")
R = L`,
  },
  {
    'm.py': `import json
L = []
json.loads('{"a": 1}', object_hook=lambda d: L.append(1))
R = L`,
  },
  {
    'm.py': `L = []
sorted([1, 2], key=lambda x: L.append(x) or 0)
list(map(L.append, [5]))
max([3], key=L.append) if False else 0
R = L`,
  },
  {
    'm.py': `L = []
class A:
    def __enter__(self):
        L.append(1)
        return self
    def __exit__(self, *a):
        L.append(2)
        return True
with A() as a:
    L.append(3)
    raise ValueError
R = L`,
  },
  {
    'm.py': `from collections import ChainMap
D = {"a": 1}
ChainMap(D)["a"] = 5
R = D`,
  },
  {
    'm.py': `import copy
A = [[1]]
B = copy.copy(A)
C = copy.deepcopy(A)
B[0].append(2)
B.append(3)
C[0].append(9)
R = [A, B, C]`,
  },
  {
    'm.py': `A = [[1]]
B = A[:]
C = list(A)
D = A.copy()
E = A * 2
F = [*A]
A[0].append(5)
R = [A, B, C, D, E, F]`,
  },
  {
    'm.py': `D = {"a": [1]}
E = dict(D)
F = {**D}
G = D | {}
H = D.copy()
D["a"].append(2)
D["b"] = 1
R = [D, E, F, G, H]`,
  },
  {
    'm.py': `t = ([1],)
t[0].append(2)
u = t
R = t, u`,
  },
  {
    'm.py': `def f(x=[]):
    x.append(1)
    return x
def g(*, y={}):
    y["a"] = y.get("a", 0) + 1
    return y
R = [f(), f(), g(), g(), len(f())]`,
  },
  {
    'm.py': `def outer():
    l = []
    def inner(x):
        l.append(x)
        return l
    return inner
i = outer()
i(1)
R = i(2)
j = outer()
S = j(3)`,
  },
  {
    'm.py': `x = [1, 2, 3]
for v in x:
    if v < 3:
        x.append(v + 5)
    if len(x) > 6: break
R = x`,
  },
  {
    'm.py': `x = [1, 2, 3, 4]
for v in x:
    x.remove(v)
R = x`,
  },
  {
    'm.py': `d = {"a": 1, "b": 2}
try:
    for k in d:
        d.pop(k)
    R = 1
except RuntimeError:
    R = 2`,
  },
  {
    'm.py': `d = {"a": 1}
k = d.keys()
d["b"] = 2
R = list(k)`,
  },
  {
    'm.py': `g = (v for v in [1, 2, 3])
R = [next(g), list(g), list(g)]
z = zip([1], [2])
S = [list(z), list(z)]`,
  },
  {
    'm.py': `x = 1
g = (x for _ in range(2))
x = 5
R = list(g)`,
  },
  {
    'm.py': `l = [1]
m = map(lambda v: v + len(l), l)
l.append(2)
R = list(m)`,
  },
  {
    'm.py': `a = [1, 2, 3]
a[1:2] = [7, 8]
a[::2] = [0, 0]
del a[0]
a[5:] = [9]
a.insert(100, 4)
a.insert(-1, 5)
R = a`,
  },
  {
    'm.py': `a = [3, 1, 2]
b = a.sort()
c = a.reverse()
d = a.pop()
e = a.index(2)
a.extend("xy")
a.extend({"k": 1})
a += (1,)
a += "z"
R = [a, b, c, d, e]`,
  },
  {
    'm.py': `a = [1]
try:
    a += 5
except TypeError:
    pass
try:
    a + (1,)
    R = 1
except TypeError:
    R = 2`,
  },
  {
    'm.py': `s = {1}
t = s
s |= {2}
s.add(3)
u = s | {9}
R = sorted(t), sorted(u)
f = frozenset([1])
g = f
f |= {2}
S = sorted(g), sorted(f)`,
  },
  {
    'm.py': `d = {}
d.setdefault("a", []).append(1)
d.setdefault("a", []).append(2)
e = d.pop("zz", None)
d.update([("b", 2)], c=3)
d |= {"d": 4}
d["a"] += [3]
del d["b"]
p = d.popitem()
R = [d, e, p, list(d)]
d.clear()`,
  },
  {
    'm.py': `d = {"b": 1, "a": 2}
d["b"] = 3
del d["b"]
d["b"] = 4
R = list(d), sorted(d), list(reversed(d)), max(d), min(d.values()), sum(d.values()), list(d.items())`,
  },
  {
    'm.py': `a = 1
def f():
    a = 2
    def g():
        return a
    a = 3
    return g()
R = f()`,
  },
  {
    'm.py': `def f():
    x = 1
    class C:
        x = 2
        y = x
        def m(self): return x
    return C.y, C().m()
R = f()`,
  },
  {
    'm.py': `x = 0
class C:
    x = 5
    l = [x for _ in range(1)]
    m = [y for y in range(x)]
    def f(self, a=x): return a
R = C.l, C.m, C().f()`,
  },
  {
    'm.py': `from dataclasses import dataclass
from typing import ClassVar
@dataclass
class A:
    c: ClassVar[int] = 9
    a: int = 1
    b: int = 2
x = A(5)
R = x.a, x.b, A.c`,
  },
  {
    'm.py': `from dataclasses import dataclass, KW_ONLY
@dataclass
class A:
    a: int = 1
    _: KW_ONLY
    b: int = 2
x = A(5, b=3)
R = x.a, x.b`,
  },
  {
    'm.py': `from dataclasses import dataclass, field, InitVar
@dataclass
class A:
    i: InitVar[int] = 3
    a: int = field(default=1, kw_only=True)
    b: int = 2
    def __post_init__(self, i):
        self.b = i
x = A(5)
R = x.a, x.b`,
  },
  {
    'm.py': `from dataclasses import dataclass
@dataclass(init=False)
class A:
    a: int = 1
try:
    A(5)
    R = 1
except TypeError:
    R = 2`,
  },
  {
    'm.py': `from dataclasses import dataclass
try:
    @dataclass
    class A:
        a: list = []
    R = 1
except ValueError:
    R = 2`,
  },
  {
    'm.py': `from dataclasses import dataclass
@dataclass(frozen=True)
class A:
    a: int = 1
x = A()
try:
    x.a = 5
    R = 1
except AttributeError:
    R = 2
S = x.a`,
  },
  {
    'm.py': `from dataclasses import dataclass, replace, asdict
@dataclass
class A:
    a: int = 1
    b: list = None
@dataclass
class B(A):
    c: int = 5
    a: int = 7
x = B(b=[1])
R = replace(x, a=9).a, asdict(x), x.a, x.c, B(1, 2, 3).c, B(1,2,3) == B(1,2,3), x != A()`,
  },
  {
    'm.py': `class A:
    def __init__(self):
        self.x = 1
class B(A):
    def __init__(self):
        super().__init__()
        self.y = self.x + 1
R = B().y, B().x`,
  },
  {
    'm.py': `class A:
    def f(self): return "A"
class B(A):
    def f(self): return super().f() + "B"
class C(A):
    def f(self): return super().f() + "C"
class D(B, C):
    def f(self): return super().f() + "D"
R = D().f()`,
  },
  {
    'm.py': `class A:
    n = 0
    def __init__(self): A.n += 1; self.id = A.n
a, b = A(), A()
R = a.id, b.id, A.n, a.n
a.n = 50
S = A.n, b.n, a.n
del a.n
T = a.n`,
  },
  {
    'm.py': `class A: pass
a = A()
a.x = [1]
b = a
b.x.append(2)
A.y = 3
R = a.x, a.y
try:
    a.z
    S = 1
except AttributeError:
    S = 2`,
  },
  {
    'm.py': `class A:
    @property
    def p(self): return self._p
    @p.setter
    def p(self, v): self._p = v * 2
a = A()
a.p = 5
R = a.p`,
  },
  {
    'm.py': `class A:
    x: int
    y: int = 2
R = hasattr(A, "y"), A.__annotations__ == {"x": int, "y": int}
try:
    A.x
    S = 1
except AttributeError:
    S = 2`,
  },
  {
    'm.py': `x: int
try:
    x
    R = 1
except NameError:
    R = 2
y: undefined_type = 5 if False else 6`,
  },
  {
    'm.py': `try:
    x = 0
except Exception:
    y = 1
else:
    z = undefined1`,
  },
  {
    'm.py': `z3 = [-1]
def f():
    a = z3[min([v * 2 for v in z3], default=5)] ** 2
f()`,
  },
  {
    'm.py': `z3 = [-1]
def f():
    a = z3[-2]
f()`,
  },
  {
    'm.py': `z3 = [-1]
def f():
    a = min([v * 2 for v in z3], default=5)
    return a
R = f()`,
  },
  {
    'm.py': `x = frozenset([1])
try:
    x.add(5)
    R = 1
except AttributeError:
    R = 2`,
  },
  {
    'm.py': `def f():
    try:
        x = 1
    except ValueError:
        return "h"
    else:
        int("q")
try:
    f()
    R = 1
except ValueError:
    R = 2`,
  },
  {
    'm.py': `def f():
    global X
    yield
    X = 5
X = 1
f()
list(f())
R = X`,
  },
  {
    'm.py': `def f():
    x = (yield)
    return 5
S = bool(f())
T = f()`,
  },
  {
    'm.py': `def f():
    with (open("a") as b, open("c") as d):
        return 1
T = 1 if f is None else 2`,
  },
  {
    'm.py': `try:
    1/0
except ZeroDivisionError as e:
    m = str(e)
e = 3`,
  },
  {
    'm.py': `def f():
    for i in range(3):
        try:
            if i == 1: raise KeyError("a")
        except KeyError as e:
            return e
        finally:
            i = 99
    return i
R = str(f())`,
  },
  {
    'm.py': `def f():
    try:
        try:
            raise KeyError("a")
        finally:
            X.append(1)
    except KeyError:
        X.append(2)
        try:
            raise
        except KeyError:
            X.append(3)
X = []
f()`,
  },
  {
    'm.py': `X = []
def g(x):
    X.append(x)
    return x
def f():
    try:
        return g(1)
    finally:
        g(2)
R = f()`,
  },
  {
    'm.py': `def f():
    while True:
        try:
            break
        finally:
            X.append(1)
    try:
        raise KeyError
    except:
        X.append(2)
    try:
        raise KeyError("a") from ValueError("b")
    except KeyError as e:
        X.append(str(e))
        X.append(repr(e))
        X.append(e.args)
X = []
f()`,
  },
  {
    'm.py': `def f():
    try:
        raise ValueError("a", 2)
    except ValueError as e:
        return str(e)
def g():
    try:
        {}["a"]
    except KeyError as e:
        return str(e), f"{e}"
def h():
    try:
        [].pop()
    except IndexError as e:
        return str(e)
def i():
    try:
        int("x")
    except ValueError as e:
        return str(e)
def j():
    try:
        undefined_name
    except NameError as e:
        return str(e)
def k():
    try:
        1 + "a"
    except TypeError as e:
        return str(e)
R = [f(), g(), h(), i(), j(), k()]`,
  },
  {
    'm.py': `import random
X = 1
def f():
    global X
    X = 5
    return 9
c = 0 < random.random() < f()`,
  },
  {
    'm.py': `import random
X = []
try:
    if random.random() >= 0:
        X.append(1)
        raise KeyError
except Exception:
    Y = 1`,
  },
]

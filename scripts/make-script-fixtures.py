#!/usr/bin/env python3
"""Writes Tests/Fixtures/scripts/expressions.json: what NumPy says of expressions that figure scripts have, too.

    python3 -m venv .build-venv && .build-venv/bin/pip install numpy
    .build-venv/bin/python scripts/make-script-fixtures.py

`variables` holds arrays (dtype, shape, values). Each of `expressions` has the text, which Python and figure scripts read
alike, and what NumPy 2 gives for it: `kind` is "array" (with dtype, shape and values, a NumPy number being an array without
axes), "bool", "integer", "number" or "string" for Python's own values, or "error". A list or a tuple is "list" with items.
NaN and infinities are strings. What NumPy does not have (softmax, entropy, svdvals ...) is defined below.
"""

import json
import pathlib
import warnings

import numpy as np
from numpy.linalg import det, eigh, eigvals, eigvalsh, inv, matrix_power, matrix_rank, norm, pinv, solve, svd

warnings.simplefilter("ignore")
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests/Fixtures/scripts"


def softmax(a, axis=-1):
    a = np.asarray(a)
    if not np.issubdtype(a.dtype, np.floating):
        a = a.astype(float)
    e = np.exp(a - a.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(a, axis=-1):
    return np.log(softmax(a, axis))


def entropy(a, axis=-1):
    return -np.where(a == 0, np.zeros_like(a), a * np.log(np.where(a == 0, np.ones_like(a), a))).sum(axis=axis)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def svdvals(a):
    return svd(a, compute_uv=False)


def fill_diagonal(a, value):
    a = a.copy()
    np.fill_diagonal(a, value)
    return a


def offsets(a):
    return np.array([np.diagonal(a, -k).mean(dtype=np.float64) for k in range(len(a))], a.dtype)


def tolist(a):
    return a.tolist()


def item(a):
    return a.item()


rng = np.random.default_rng(20261122)
scores = np.where(np.tril(np.ones((6, 6), bool)), rng.normal(size=(6, 6)) * 2, -np.inf)
VARIABLES = {
    "A": softmax(scores).astype(np.float32),  # a pattern
    "B": rng.normal(size=(6, 6)).astype(np.float32),
    "D": rng.normal(size=(3, 4)),
    "S": (lambda x: (x + x.T) / 2)(rng.normal(size=(5, 5))),
    "T": rng.normal(size=(2, 3, 4)).astype(np.float32),
    "v": rng.normal(size=6).astype(np.float32),
    "w": rng.normal(size=4),
    "i": np.array([3, -1, 4, 1, -5, 9, 2, 6], np.int64),
    "j": np.array([[1, -2, 3], [4, 0, -6]], np.int64),
    "m": np.array([True, False, True, True, False, False]),
    "q": np.array([0.5, np.nan, -np.inf, 2.5, np.inf, -1.5, 0.0], np.float32),
    "h": np.array([0.5, 1.5, 2.5, -0.5, -1.5, 0.25, 1e10, -1e-10]),
    "f": np.float32(2.5),
    "d": np.float64(2.5),
    "k": np.int64(3),
    "z": np.zeros((0, 3), np.float32),
}

EXPRESSIONS = """
2 + 3
2 + 3 * 4
(2 + 3) * 4
7 / 2
7 // 2
-7 // 2
7 % -3
-7 % 3
2 ** 10
2 ** -1
-2 ** 2
2 ** 3 ** 2
2 ** -3 ** 2
7.5 // 2
-7.5 // 2
-7.5 % 2
7.5 % -2
1e308 * 10
1e-6
.5 + 1.
1_000 + 1
True + True
True and 0
0 or "x"
not 3
not 0 == 1
1 < 2 < 3
1 < 3 < 2
1 if 2 > 3 else 4
1 if True else 2 if False else 3
6 & 3 | 8
6 ^ 3
1 << 10
-9 >> 1
~5
True & False
True ^ True
5 in [1, 5]
5 not in [1, 5]
"a" in "cat"
"abc" < "abd"
"a" + "b"
[1, 2] + [3]
[1, 2] == [1, 2]
None is None
3 is not None
"abc"[1]
"abc"[::-1]
[1, 2, 3][-1]
[1, 2, 3][1:]
len([1, 2])
len("abc")
[x * x for x in range(5)]
[x for x in range(10) if x % 3 == 0]
[a + b for a, b in zip([1, 2], [3, 4])]
int(-3.7)
float(3)
A
A + 1
A + 1.5
A + True
A + f
A + d
A + k
A + i[:6]
A * B
A - B
A / B
A // 0.1
A % 0.1
A ** 2
A ** 0.5
A ** 3
A ** B
B ** -1
2 ** B
1 / A
-A
+A
A @ B
A @ v
v @ A
v @ v
A[:, :4] @ D.T[:4]
T @ w
T @ D.T
j @ j.T
m + m
m * m
m & ~m
m | (v > 0)
m ^ True
~m
~i
m + 1
m + 1.5
m / 2
m * 2
m < True
i + 1
i + 1.5
i * True
i / 2
i / k
i // 2
i % 3
i % -3
i // 0
i % 0
i / 0
i ** 2
i ** 2.0
i ** k
2 ** abs(i)
i & 3
i | 1
i << 2
i >> 1
-i
k / 2
k // 2
k % 2
k ** 2
k + 1
k * 1.5
f + 1
f * 2.5
f + d
f * k
d / 0
-d / 0
f / 0
0 / d - 1
d // 0
d % 0
f % 0
k // 0
0 * d
A > 0.1
A >= B
A == A.T
A != 0
i < 3
i == 4
m == False
(A > 0.1) & (B < 0)
(v > 0) | m
v < i[:6]
q == q
q < 1
q >= 0
D + w
D + w[:3, None]
D * D[0]
T + D
T * T[:, :1]
T - T.mean(axis=2, keepdims=True)
v[:, None] * v
v[:, None] - v[None, :]
z + 1
z * z[:0]
A.T
T.T
A.shape
T.shape
A.size
A.ndim
v.shape
z.shape
A[0]
A[-1]
A[2, 3]
A[2][3]
A[1:3]
A[1:3, 2:]
A[::2, ::-1]
A[::-1]
A[-3:-1, -2:]
A[10:]
A[:-10]
A[4:1:-1]
A[:, 0]
A[:, None, 0]
A[..., 0]
A[None]
A[newaxis, ..., newaxis].shape
T[0]
T[0, 1]
T[..., 1]
T[:, 1]
T[1, ..., ::2]
T[:, ::-2, 1:3]
A[[0, 2]]
A[[0, 2], [1, 3]]
A[:, [0, 2]]
A[[0, -1], 1:3]
A[[0, 2]][:, [1, 3]]
A[[[0], [2]], [1, 3]]
T[:, [0, 2], 1]
T[0, :, [1, 2]]
T[[0, 1], :, [1, 2]]
T[:, [0, 1], [1, 2]]
T[..., [0, 3]]
A[A > 0.2]
v[m]
A[m]
A[m, 1]
A[m, :2]
A[:, m]
A[m][:, m]
T[T > 0]
T[:, [True, False, True]]
A[i[:1]]
i[[0, 0, 1]]
i[i > 2]
i[-2:]
i[k]
i[:k]
z[0:0]
A[n:, :]
A[: n // 2, :]
abs(B)
abs(i)
abs(-3)
absolute(v)
exp(B)
exp(D)
exp(i)
exp(1)
exp(q)
exp(f)
exp2(v)
expm1(v)
log(A)
log(abs(D))
log(q)
log(i)
log10(A + 1e-6)
log10(1000)
log10(f * 400)
log2(abs(i))
log1p(A)
sqrt(A)
sqrt(i)
sqrt(q)
sqrt(2)
A * sqrt(2)
cbrt(v)
square(i)
square(v)
reciprocal(v)
sin(v)
cos(v)
tan(D)
arcsin(A)
arccos(A)
arctan(B)
sinh(v)
cosh(v)
tanh(B)
sigmoid(v)
floor(B)
ceil(B)
trunc(h)
floor(i)
round(h)
round(D, 2)
round(v, 3)
round(i, -1)
sign(v)
sign(i)
sign(q)
isnan(q)
isinf(q)
isfinite(q)
isfinite(i)
nan_to_num(q)
nan_to_num(q, nan=1.5, posinf=9, neginf=-9)
minimum(A, B)
maximum(A, 0.2)
maximum(i, 2)
maximum(q, 0)
minimum(i, 1.5)
maximum(m, ~m)
clip(B, -0.5, 0.5)
clip(i, 0, 4)
clip(i, 0.5, 4)
clip(B, None, 0)
B.clip(0, 1)
where(A > 0.2, A, 0)
where(A > 0.2, 1.0, 0.0)
where(m, v, i[:6])
where(m, 1, 0)
where(v > 0)
where(A > 0.3, A, v[:, None])
hypot(v, 2)
arctan2(v, i[:6])
logaddexp(v, 1.0)
logical_and(v > 0, m)
logical_or(v, 0)
logical_xor(m, True)
logical_not(i > 0)
isclose(A, A + 1e-9)
allclose(A, A)
allclose(A, B)
sum(A)
A.sum()
A.sum(axis=0)
A.sum(axis=1)
A.sum(-1)
A.sum(axis=-1, keepdims=True)
T.sum(axis=(0, 2))
T.sum(axis=(0, 2), keepdims=True)
T.sum(axis=1)
T.sum(keepdims=True)
sum(i)
sum(m)
sum(j, axis=0)
sum(z)
sum(z, axis=0)
sum(z, axis=1)
(A > 0.1).sum(axis=1)
prod(v)
prod(i)
prod(D, axis=1)
mean(A)
A.mean(axis=0)
A.mean(1, keepdims=True)
mean(i)
mean(m)
mean(T, axis=(1, 2))
A[m].mean()
average(v, weights=v * v)
var(A)
var(D, axis=0)
var(D, axis=1, ddof=1)
std(A)
std(A, axis=1)
std(i)
std(D, axis=(0, 1), keepdims=True)
min(A)
max(A)
A.max(axis=1)
T.max(axis=(0, 1))
max(i)
min(j, axis=1)
max(m)
max(q)
min(q)
ptp(D, axis=0)
argmax(A)
A.argmax(axis=1)
argmin(D, axis=0)
argmax(q)
argmin(i)
A.argmax(axis=1, keepdims=True)
argmax(m)
nanargmax(q)
nanargmin(q)
nanargmax(A, axis=0)
tril_indices(3)
triu_indices(3, 1)
tril_indices(2, -1, 4)
einsum("ij->i", A)
einsum("ii", A)
einsum("ij,jk->ik", A, A)
einsum("ij,ij->j", A, A)
einsum("ij->ji", A)
einsum("ij,kj", A, A)
einsum("i,j->ij", A[2], A[3])
einsum("i,i->", A[2], A[3])
einsum("ij,j->i", A > 0.1, A[0])
sorted(A[5])
sorted(A[5], reverse=True)
sorted([3, 1, 2])
f"{n} tokens"
F'{n:.1f} and {{}}'
median(A)
median(D, axis=1)
median(i)
median(A, axis=0, keepdims=True)
median(q)
quantile(D, 0.25)
quantile(D, [0.1, 0.9])
quantile(D, 0.3, axis=0)
quantile(A, 0.5)
quantile(A, [0.25, 0.75], axis=1)
percentile(D, 75)
any(A > 0.9)
all(A >= 0)
any(A > 0.5, axis=1)
all(m)
any(z)
all(z)
any(i)
count_nonzero(A)
count_nonzero(A, axis=0)
nansum(q[:2])
nanmean(q[[0, 1, 3]])
nanmax(q)
nanmin(q)
nanmax(q[[1, 0]])
cumsum(A, axis=1)
cumsum(A, axis=0)
cumsum(D)
cumsum(i)
cumsum(m)
cumprod(D, axis=1)
cumprod(i)
diff(v)
diff(A, axis=0)
diff(i)
diff(i, n=2)
diff(m)
diff(D, 1, 0)
softmax(B)
softmax(D, axis=0)
softmax(i)
log_softmax(D)
entropy(A)
entropy(A.T, axis=0)
sort(D)
sort(A, axis=0)
sort(i)
sort(q)
sort(m)
sort(D, axis=None)
argsort(D)
argsort(i)
argsort(A[5])
argsort(-A[5])[:3]
argsort(D, axis=0)
trapezoid(v)
trapezoid(w, dx=0.5)
array([1, 2, 3])
array([1, 2.5])
array([[1, 2], [3, 4]])
array([True, False])
array([1, 2], dtype=float32)
array([A[0], A[1]])
zeros(3)
zeros((2, 3))
zeros((2, 2), dtype=int64)
zeros(0)
ones((2, 1), float32)
full((2, 2), 7)
full(3, 0.5)
full((2, 3), [1, 2, 3])
zeros_like(A)
ones_like(i)
full_like(A, 2)
eye(3)
eye(2, 4, k=1)
eye(3, dtype=bool)
tri(3)
tri(3, 4, 1)
arange(5)
arange(2, 10, 3)
arange(5, 0, -2)
arange(0, 1, 0.25)
arange(3.0)
arange(0.5, 3)
arange(0)
linspace(0, 1, 5)
linspace(0, 10, 4, endpoint=False)
linspace(1, 2, 1)
geomspace(1, 1000, 4)
meshgrid(arange(2), arange(3))
meshgrid(arange(2), arange(3), indexing="ij")
indices((2, 3))
A.astype(float64)
A.astype(int64)
i.astype(float32)
h.astype(int64)
(A > 0.1).astype(float)
i.astype(bool)
float32(i)
float32(0.1)
int64(h[:6])
float64(f)
A.dtype == "float32"
reshape(i, (2, 4))
i.reshape(4, 2)
i.reshape(2, -1)
A.reshape(-1)
T.reshape(6, 4)
ravel(A)
A.flatten()
transpose(A)
T.transpose(1, 0, 2)
transpose(T, (2, 0, 1))
swapaxes(T, 0, 2)
moveaxis(T, 0, -1)
squeeze(A[None])
squeeze(A[:1])
squeeze(A[None], axis=0)
expand_dims(v, 0)
expand_dims(v, -1)
atleast_2d(v)
broadcast_to(v, (2, 6))
concatenate([v, v])
concatenate([A, B], axis=1)
concatenate([A, i[None, :6]])
concatenate([A, D[:, :2].T[:, :3].T[:, :1].T @ eye(1, 6)[:1] if False else A])
concatenate([v, i])
concat((A, B), axis=0)
stack([v, v])
stack([v, v], axis=1)
stack([A, B], axis=-1)
vstack([v, v])
vstack([A, v])
hstack([v, v])
hstack([A, B])
column_stack([v, v])
roll(i, 2)
roll(i, -3)
roll(A, 1, axis=1)
roll(A, 1)
roll(A, (1, 2), axis=(0, 1))
flip(v)
flip(A)
flip(A, axis=1)
flipud(A)
fliplr(A)
rot90(D)
rot90(D, 2)
rot90(D, -1)
repeat(i, 2)
repeat(D, 2, axis=0)
repeat(i[:3], [1, 0, 2])
tile(i[:3], 2)
tile(D, (2, 1))
tile(v, (2, 2))
pad(i[:3], 1)
pad(D, ((1, 0), (0, 2)))
pad(i[:3], (1, 2), constant_values=7)
tril(B)
tril(B, -1)
triu(B, 1)
triu(j)
tril(ones((3, 3)) / 0)
diag(A)
diag(A, -1)
diag(i[:3])
diag(i[:2], 1)
diagonal(A)
A.diagonal(-2)
diagonal(D, 1)
diagonal(T)
fill_diagonal(A, 0)
fill_diagonal(A, v)
take(i, [0, -1])
take(A, [0, 2], axis=1)
take(A, 7)
take_along_axis(D, argsort(D), axis=1)
nonzero(v > 0)
nonzero(A > 0.3)
argwhere(A > 0.3)
flatnonzero(A > 0.3)
unique(i % 3)
unique(array([2.5, 1.0, 2.5]))
unique(i % 3, return_counts=True)
unique(m)
searchsorted([1, 3, 5], [0, 1, 2, 5, 6])
searchsorted([1, 3, 5], 3, side="right")
digitize(i, [0, 2, 4])
histogram(D, bins=4)
histogram(v, 3)
histogram(i, [0, 2, 4, 10])
histogram(D, bins=5, range=(-1, 1))
histogram(D, bins=4, density=True)
bincount(abs(i))
bincount(array([1, 1, 3]), minlength=6)
isin(i, [1, 4, 9])
convolve(v, [1, 2, 1])
convolve(v, [0.25, 0.5, 0.25], "same")
convolve(i, [1, 1], mode="valid")
interp([0.5, 1.5, 9, -1], [0, 1, 2], [10, 20, 15])
matmul(A, B)
dot(v, v)
dot(A, v)
dot(2, v)
outer(v, w)
outer(i, i)
trace(A)
trace(A, 1)
trace(j)
norm(v)
norm(A)
norm(A, axis=1)
norm(D, axis=0, keepdims=True)
norm(w, 1)
norm(w, inf)
norm(w, 3)
norm(D, "fro")
norm(D, "nuc")
norm(D, 2)
norm(D, 1)
norm(D, inf)
norm(i)
svdvals(A)
svdvals(D)
svdvals(T[0])
svdvals(eye(3) * 2)
svd(D)[1]
svd(D)[0].shape
svd(D)[2].shape
svd(D, full_matrices=False)[2].shape
abs(svd(D)[0])
abs(svd(D)[2])
eigvals(A)
sort(eigvals(B[:4, :4] @ B[:4, :4].T))
eigvals(array([[0.0, -1.0], [1.0, 0.0]]))
abs(eigvals(float64(B)))
eigvals(float64(B)).real
eigvals(float64(B)).imag
angle(eigvals(array([[0.0, -1.0], [1.0, 0.0]])))
eigvals(B) * 2
eigvals(B) / (1 + eigvals(B))
conj(eigvals(B))
sum(eigvals(B))
eigvalsh(S)
eigvalsh(float32(S))
eigh(S)[0]
abs(eigh(S)[1])
inv(A)
inv(S)
solve(S, ones(5))
solve(A, B)
pinv(D)
det(A)
det(S)
det(array([[1, 2], [3, 4]]))
matrix_rank(A)
matrix_rank(outer(w, w))
matrix_power(A, 3)
matrix_power(j[:, :2], 2)
kron(j, eye(2))
cov(D)
cov(A, rowvar=False)
cov(w)
corrcoef(D)
corrcoef(A)
corrcoef(v[:3], rowvar=True)
offsets(A)
np.log(A + 1)
np.linalg.norm(A)
A.T @ A / n
(A * arange(n)).sum(axis=1)
(A.T / A.sum(axis=1)).T
A[arange(1, n), arange(n - 1)].mean()
diag(A, -1).mean()
-(A * log(A + 1e-9)).sum(-1).mean()
(A > 0.1).mean(axis=0)
A / A.max(axis=1, keepdims=True)
[A.max(), A.min()]
tolist(i)
item(A[0, 0] * 0)
str(3)
float(A[0, 0])
pi
e
inf
-inf
nan
"""

ERRORS = """
A + i
A + ones(5)
A @ D
A @ 3
D @ w[:3]
A[6]
A[0, 0, 0]
A[-7]
i[99]
A[m[:4]]
A[1.5]
-m
m - m
i ** -1
A & B
~A
A.sum(axis=2)
A.sum(axis=(0, 0))
reshape(i, (3, 3))
concatenate([A, D])
stack([v, w])
inv(ones((2, 2)))
inv(D)
eigvals(D)
solve(S, ones(4))
max(z)
argmax(z[:0, 0])
zeros(-1)
array([[1, 2], [3]])
1 // 0
1 % 0
broadcast_to(v, (6, 2))
squeeze(A, axis=0)
transpose(A, (0, 0))
quantile(D, 1.5)
svdvals(v)
svdvals(full((2, 2), nan))
[1, 2] + 3 * "a"
if_ + 1
bool(A)
A and B
take(i, 8)
unknown(A)
A.unknown
digitize(i, D)
"""


def number(x):
    x = float(x)
    return "nan" if x != x else "inf" if x == np.inf else "-inf" if x == -np.inf else x


def encoded(value):
    if isinstance(value, (list, tuple)) or type(value).__name__ in ("SVDResult", "EighResult"):
        return {"kind": "list", "items": [encoded(item) for item in value]}
    if value is None or isinstance(value, str):
        return {"kind": "string", "string": str(value)}
    if isinstance(value, bool):
        return {"kind": "bool", "values": [int(value)]}
    if isinstance(value, int):
        return {"kind": "integer", "values": [value]}
    if isinstance(value, float) and not isinstance(value, np.floating):
        return {"kind": "number", "values": [number(value)]}
    array = np.asarray(value)
    dtype = {"complex64": "complex128"}.get(array.dtype.name, array.dtype.name)
    assert dtype in ("bool", "int64", "float32", "float64", "complex128"), (dtype, value)
    flat = array.ravel()
    result = {"kind": "array", "dtype": dtype, "shape": list(array.shape)}
    if dtype == "complex128":
        return result | {"values": [number(x) for x in flat.real], "imaginary": [number(x) for x in flat.imag]}
    if dtype in ("bool", "int64"):
        return result | {"values": [int(x) for x in flat]}
    return result | {"values": [number(x) for x in flat]}


def main():
    names = {key: getattr(np, key) for key in np.__all__ if not key.startswith("_")}
    names |= {key: value for key, value in globals().items() if callable(value)} | {"np": np, "n": 6, "None": None}
    names |= {"str": str, "len": len, "range": range, "zip": zip, "int": int, "float": float, "bool": bool, "sorted": sorted}
    names |= VARIABLES
    expressions = []
    for line in EXPRESSIONS.split("\n"):
        if line:
            expressions.append({"text": line} | encoded(eval(line, dict(names))))
    for line in ERRORS.split("\n"):
        if line:
            try:
                eval(line, dict(names))
            except Exception:
                expressions.append({"text": line, "kind": "error"})
            else:
                raise SystemExit(f"NumPy takes {line!r}")
    variables = {key: encoded(value) for key, value in VARIABLES.items()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(each) for each in expressions)
    content = f'{{"numpy": "{np.__version__}", "variables": {json.dumps(variables)},\n"expressions": [\n{lines}\n]}}\n'
    (FOLDER / "expressions.json").write_text(content)
    print(len(expressions), "expressions")


main()

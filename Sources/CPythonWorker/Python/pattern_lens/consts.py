"""Types and constants that figure functions name in their signatures."""

import re
from typing import Any, Dict

try:
    import numpy

    AttentionMatrix = numpy.ndarray  # [query, key], float32
except ModuleNotFoundError:
    AttentionMatrix = Any

ActivationCacheNp = Dict[str, AttentionMatrix]
ActivationCacheTorch = Dict[str, Any]
ReturnCache = Any

DATA_DIR = "attn_data"
ATTN_PATTERN_REGEX = re.compile(r"blocks\.(\d+)\.attn\.hook_pattern")
DIVIDER_S1 = "=" * 70
DIVIDER_S2 = "-" * 50
SPINNER_KWARGS = {"config": {"success": "✔️ "}}

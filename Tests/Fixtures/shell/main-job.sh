#!/usr/bin/env bash
# main-job.plens as commands of their own, each a new process; plens is on PATH.
set -euo pipefail
ioi='When Mary and John went to the store, John gave a drink to'
plens capture prompts.jsonl --hooks 'blocks\.[23]\.attn\.hook_pattern' -o attn_data
plens show "$ioi" L3H4 --mode png > ioi.png
plens -c "show '$ioi' L3H4[-1] | top 5 > last.csv"
plens stat prompts.jsonl LxHx --by entropy,previous,first,induction --mode csv > stats.csv
plens rank --from attn_data 'p*' L2-3 --by induction --top 4 --mode csv > ind.csv
heads=$(tail -n +2 ind.csv | cut -d, -f1 | paste -sd,)
plens -c "diff 'then Mary gave John a book' 'then John gave Mary a book' $heads | sort delta --desc > diff.csv"
plens find prompts.jsonl L3H4 --where '(A > 0.3) & (q - k > 1) & (k > 0)' --mode csv > cells.csv
plens -c 'figs define "figure hot(A, cap=0.2) = heatmap(clip(A, 0, cap), cmap=\"magma\")"' \
  -c "fig hot prompts.jsonl $heads -o figures"
plens -c 'figs load svd_spectra.figs; fig svd_spectra prompts.jsonl L3H4 -o figures'
plens -c "show '$ioi' L3H4 | map 'log10(A + 1e-6)' > log.npy"
plens -c "stat prompts.jsonl L*H* | where 'entropy < 0.5' | count > sharp.txt"
plens show "$ioi" LxHx/L1-3 --mode json > l0.json
plens -c "prompts add prompts.jsonl; export p0-2 $heads -o heads.npz"

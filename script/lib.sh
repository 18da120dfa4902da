# Shared by the scripts in this folder; sourced, never run.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LOCAL=$ROOT/.local
cd "$ROOT"

# Images of Python often forbid compiled modules; then every process compiles the whole program again, which takes five seconds.
unset PYTHONDONTWRITEBYTECODE

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() { printf '\033[1mstopped:\033[0m %s\n' "$*" >&2; exit 1; }

can_be_root() { ((EUID == 0)) || { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; }; }

# Runs a command as root: directly, or by sudo where we are a plain user.
as_root() {
  can_be_root || die "this needs root to run: $*
  Run it as root once, or ask an administrator for sudo, and start again."
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

python() { "$ROOT/.venv/bin/python" "$@"; }

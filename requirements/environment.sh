# Sourced by ./run, ./test and the Makefile, from the root of the repository.
#   environment LOCK...    .venv holds what requirements/LOCK.lock say, and the project itself; at once when it already does
#   programs_of_the_tests  Chromium with fonts and the PostgreSQL server, which no wheel brings; a second or two where they are
# POSIX shell; nothing is assumed but python3 3.11 or newer, which apt brings where it may.

environment() {
    unset PYTHONHOME PYTHONPATH
    _renew_a_broken_environment
    [ -x .venv/bin/python ] || _make_environment
    for lock; do
        _is_installed "$lock" && continue
        echo "Installing requirements/$lock.lock into .venv ..." >&2
        _pip install --require-hashes --requirement "requirements/$lock.lock"
        _wanted "$lock" >".venv/.installed-$lock"
    done
    _is_installed project && return
    _pip install --no-deps --no-build-isolation --editable .
    _wanted project >.venv/.installed-project
}

_pip() {
    .venv/bin/python -m pip --disable-pip-version-check --no-input --quiet "$@"
}

# What .venv should hold for this lock: the folder belongs to it, since an environment cannot be moved.
_wanted() {
    case $1 in
        project) set -- pyproject.toml ;;
        *) set -- "requirements/$1.lock" ;;
    esac
    { pwd -P; .venv/bin/python -V; cat "$1"; } | cksum
}

_is_installed() {
    [ -f ".venv/.installed-$1" ] && [ "$(cat ".venv/.installed-$1")" = "$(_wanted "$1")" ]
}

_renew_a_broken_environment() {
    [ -d .venv ] || return 0
    [ -f .venv/.folder ] && [ "$(cat .venv/.folder)" != "$(pwd -P)" ] && rm -rf .venv
    .venv/bin/python -m pip --version >/dev/null 2>&1 || rm -rf .venv
}

_make_environment() {
    python=$(_find_python) || { _apt_install python3 python3-venv && python=$(_find_python); } || {
        echo "Wane needs Python 3.11 or newer; install it, or name it: PYTHON=/path/to/python3 $0" >&2
        exit 1
    }
    "$python" -c 'import ensurepip, venv' 2>/dev/null || _apt_install python3-venv || exit 1
    echo "Making .venv with $("$python" -V) ..." >&2
    "$python" -m venv .venv
    pwd -P >.venv/.folder
}

_find_python() {
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] || continue
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        echo "$candidate"
        return
    done
    return 1
}

programs_of_the_tests() {
    set --
    browser=${WANE_CHROMIUM:-chromium}
    command -v "$browser" >/dev/null || set -- "$@" chromium fonts-dejavu-core
    _has_postgresql || set -- "$@" postgresql
    [ $# = 0 ] || _apt_install "$@" || exit 1
    _draws_a_page && return
    echo "The browser tests need a Chromium that starts without a screen, and $browser does not (Ubuntu's is a stub for a" \
        "snap): take Debian's, or Playwright's own by '.venv/bin/playwright install --with-deps chromium', and name the" \
        "program: WANE_CHROMIUM=/path/to/chrome $0" >&2
    exit 1
}

# A stub has the name and the version of a browser; only a page that it drew proves it.
_draws_a_page() {
    profile=$(mktemp -d)
    timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$profile" --dump-dom \
        'data:text/html,<p>drawn</p>' 2>/dev/null </dev/null | grep -q '<p>drawn</p>' && drawn=yes || drawn=no
    rm -rf "$profile"
    [ "$drawn" = yes ]
}

# Debian keeps the server's programs out of PATH, one folder a version.
_has_postgresql() {
    command -v initdb >/dev/null && command -v pg_ctl >/dev/null && return
    for folder in "${WANE_POSTGRESQL:-}" /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && return
    done
    return 1
}

# apt when it is allowed without a question; otherwise the one line to run.
_apt_install() {
    as_root=
    [ "$(id -u)" = 0 ] || as_root="sudo"
    if command -v apt-get >/dev/null && { [ -z "$as_root" ] || sudo -n true 2>/dev/null; }; then
        echo "Installing $* ..." >&2
        $as_root apt-get update -qq >/dev/null &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null && return
        echo "apt has no $* to install here: bring them yourself, then try again." \
            "A Chromium elsewhere is named by WANE_CHROMIUM=/path/to/chrome, PostgreSQL's programs by WANE_POSTGRESQL=/folder." >&2
        return 1
    fi
    echo "Please run this once, then try again:  ${as_root:+$as_root }apt-get install -y $*" >&2
    return 1
}

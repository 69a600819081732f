# Sourced by the other scripts: `venv EXTRA` sees to it that .venv has the package with EXTRA.
# Needs Python 3.11 or later and nothing else; does nothing if all is in place.

venv() {
    local extra=$1 mark
    mark=".venv/.has-$extra-$(cksum <pyproject.toml | cut -d' ' -f1)"
    if [ -e "$mark" ]; then return; fi
    if [ ! -x .venv/bin/python ]; then
        "${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
            echo "Python 3.11 or later is needed: set PYTHON to one" >&2
            return 1
        }
        echo "setting up .venv" >&2
        "${PYTHON:-python3}" -m venv .venv
    fi
    echo "installing whatsapp-biz with what '$extra' needs" >&2
    if [ "$extra" = core ]; then set -- -e .; else set -- -e ".[$extra]"; fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
    touch "$mark"
}

# Replace the tables of docs/validation/session.md by what the command prints now; run from the root, then read the prose again.
set -eu
page=docs/validation/session.md
tables=$(mktemp)
.venv/bin/wane validate session --markdown > "$tables"
sed -i -e '/^<!-- wane validate session --markdown -->$/,/^<!-- end -->$/{/^<!--/!d}' \
    -e "/^<!-- wane validate session --markdown -->\$/r $tables" "$page"
rm "$tables"

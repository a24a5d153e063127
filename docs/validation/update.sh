# Replace the tables of the validation pages by what the commands print now, and draw the picture; run from the root, then
# read the prose again.
set -eu
tables=$(mktemp)
replace() {  # page, command: what stands between `<!-- command -->` and `<!-- end -->`
    sed -i -e "/^<!-- $2 -->\$/,/^<!-- end -->\$/{/^<!--/!d}" -e "/^<!-- $2 -->\$/r $tables" "$1"
}
.venv/bin/wane validate session --markdown > "$tables"
replace docs/validation/session.md "wane validate session --markdown"
.venv/bin/wane validate relief --markdown --figure docs/images/relief-validation.svg > "$tables"
replace docs/validation/relief.md "wane validate relief --markdown"
.venv/bin/wane validate all --markdown > "$tables"
replace docs/validation/all.md "wane validate all --markdown"
rm "$tables"

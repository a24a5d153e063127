# Draw the pictures of the README and the pages by the real command; `make pictures` reads this file from the root.
set -eu
.venv/bin/wane session --drug ketamine --route iv --dose "0.5 mg/kg" --over "40 min" --weight "70 kg" \
    --age 42 --sex female --bp 128/78 --below "1 ng/mL" --seed 1 --figure docs/images/session.png >/dev/null
.venv/bin/wane how-long --condition depression --route iv --dose "0.5 mg/kg" --sessions 6 --weight "70 kg" \
    --figure docs/images/how-long.svg >/dev/null

# Write the golden example of the JSON anew; run from the root.
.venv/bin/wane session --drug ketamine --route iv --dose "0.5 mg/kg" --over "40 min" --weight "70 kg" \
    --age 42 --sex female --bp 128/78 --below "1 ng/mL" --seed 1 --json > docs/reference/session.example.json

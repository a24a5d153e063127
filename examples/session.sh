# One session: racemic ketamine, 0.5 mg/kg over 40 min, for a person of 70 kg. `./run` reads this file.
.venv/bin/wane session --drug ketamine --route iv --dose "0.5 mg/kg" --over "40 min" --weight "70 kg" \
    --age 42 --sex female --bp 128/78 --below "1 ng/mL" --seed 1 --figure out/session.svg --pdf out/session.pdf

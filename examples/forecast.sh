# One invented person's relief, from examples/patient.csv. `./run` reads this file.
.venv/bin/wane forecast examples/patient.csv --zone Europe/London --seed 1 \
    --figure out/forecast.svg --pdf out/forecast.pdf

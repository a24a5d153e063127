"""`python -m wane.cli` is `wane`."""

from wane.cli import main

if __name__ == "__main__":
    main()

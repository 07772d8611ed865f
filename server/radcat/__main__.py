"""`python -m radcat` is `radcat`."""

from radcat.cli import main

if __name__ == "__main__":
    main()

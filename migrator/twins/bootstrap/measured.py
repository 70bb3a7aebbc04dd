"""What was measured, as JSON: ``python measured.py DATA OUT FILE...``, in the app's own Python.

The sources are read by the Python that ran them: its branches are those of its own grammar.
"""

import sys

from coverage import Coverage


def main(data, out, files):
    """Write to ``out`` which lines and branches of ``files`` ran; one that never ran has none."""
    found = Coverage(data_file=data, branch=True, config_file=False, messages=False)
    found.load()
    found.clear_exclude()
    found.get_data().touch_files(files)
    found.json_report(morfs=files, outfile=out, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])

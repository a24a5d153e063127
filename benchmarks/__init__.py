"""How fast Wane is, beside its peers: `make bench`. Every number is one thread's, unless processes are counted."""

import os
from typing import Final

ONE_THREAD: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}

# Before NumPy or JAX is imported: a second thread that waits for the next small matrix would count too.
os.environ.update(ONE_THREAD)

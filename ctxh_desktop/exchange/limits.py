"""Limit what the present process may take, where the system can: memory and processor time.

Linux and macOS: `setrlimit`.  Windows: the process puts itself into a Job Object, which ends it
when it takes more; the job lives as long as the process.

Units: bytes, seconds.
"""

from __future__ import annotations

import ctypes
import sys

_LIMIT_PROCESS_TIME, _LIMIT_PROCESS_MEMORY = 0x2, 0x100
_EXTENDED_LIMITS = 9
_TICKS_PER_SECOND = 10_000_000


class _Basic(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("Basic", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def limit_this_process(memory: int, seconds: int) -> None:
    """Set the limits for good; what the system has no limit for stays as it is."""
    if sys.platform == "win32":
        _limit_by_job(memory, seconds)
    else:
        _limit_by_rlimit(memory, seconds)


if sys.platform == "win32":

    def _limit_by_job(memory: int, seconds: int) -> None:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
        limits = _Extended()
        limits.Basic.LimitFlags = _LIMIT_PROCESS_TIME | _LIMIT_PROCESS_MEMORY
        limits.Basic.PerProcessUserTimeLimit = seconds * _TICKS_PER_SECOND
        limits.ProcessMemoryLimit = memory
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        kernel.SetInformationJobObject(
            job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))

else:

    def _limit_by_rlimit(memory: int, seconds: int) -> None:
        import resource  # noqa: PLC0415 (not on Windows)

        for kind, value in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            _, hard = resource.getrlimit(kind)
            if hard in (resource.RLIM_INFINITY, -1) or value <= hard:
                resource.setrlimit(kind, (value, value))

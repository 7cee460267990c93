"""Who works where one machine is too small: Dask's workers on the machines of an office."""

from __future__ import annotations

import importlib
import importlib.metadata
import logging
from collections.abc import Mapping
from concurrent.futures import CancelledError, Executor
from typing import Any, Final

from xltool import __version__
from xltool.batch.windowed import Crew
from xltool.errors import ProgramError

#: Workbooks to a task, and tasks on their way: a task costs Dask 4 to 9 ms, as much as a workbook.
_CHUNK: Final = 50
_WINDOW: Final = 64
#: Seconds that a scheduler has to answer, and that a worker has to come (again); times that a task is tried again where
#: a worker is gone.
_PATIENCE: Final = 15
_RETURN: Final = 300
_RETRIES: Final = 2
#: What Dask says to the terminal where a connection breaks, and we say in a sentence.
_TALKERS: Final = ("distributed", "distributed.client")

_AGAIN: Final = "已审核的都在账本里，再运行一次接着做。"
_NOT_REACHED: Final = "连不上 Dask 调度器“{}”：请确认地址和端口，以及它是否还在运行；" + _AGAIN
_NO_CERTIFICATE: Final = (
    "连不上 Dask 调度器“{}”：tls:// 地址要有证书，请按 docs/scale.md 设好证书和密钥的位置再运行。"
)
_ENDED: Final = "与 Dask 调度器“{}”的连接断了：请确认它是否还在运行；" + _AGAIN
_NOBODY: Final = "Dask 调度器“{}”那里没有工作进程：请在各台电脑上启动 dask worker；" + _AGAIN
_OTHER: Final = (
    "Dask 的工作进程“{}”那里{}，本机是 xltool {}：请在那台电脑上装同一个版本，再重新启动它的 dask worker。"
)


def dask(address: str) -> Crew:
    """The workers of a Dask cluster, each with this xltool installed; ``address`` is its scheduler's.

    Raises ProgramError where Dask is not installed. That no scheduler answers at the address, that it has no workers or
    such as have another xltool is said when the work starts, that it is gone when it is.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise ProgramError("没有安装 Dask：请运行 pip install 'xltool[bureau]'。") from error
    for name in _TALKERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)

    def start() -> Executor:
        try:
            client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ProgramError(_NOT_REACHED.format(address)) from error
        except TypeError as error:  # so Dask says that it was told of no certificate
            raise ProgramError(_NO_CERTIFICATE.format(address)) from error
        executor: Executor = client.get_executor(retries=_RETRIES, pure=False)
        try:
            _somebody(client, address, _PATIENCE)
            _refuse_others(client.run(importlib.metadata.version, "xltool", on_error="return"))
        except ProgramError:
            _stop(executor)
            raise
        return executor

    return Crew(
        start,
        _CHUNK,
        _WINDOW,
        lost=(distributed.scheduler.KilledWorker,),
        ended=(CancelledError, distributed.client.FutureCancelledError, distributed.comm.CommClosedError),
        farewell=lambda _: ProgramError(_ENDED.format(address)),
        look=lambda executor: _somebody(executor._client, address, _RETURN),  # type: ignore[attr-defined]
        stop=_stop,
    )


def _stop(executor: Any) -> None:
    executor.shutdown(wait=False)
    executor._client.close()


def _somebody(client: Any, address: str, seconds: float) -> None:
    """Raise ProgramError where no worker comes within these seconds."""
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError as error:
        raise ProgramError(_NOBODY.format(address)) from error
    except (OSError, CancelledError) as error:
        raise ProgramError(_ENDED.format(address)) from error


def _refuse_others(versions: Mapping[str, object]) -> None:
    """Raise ProgramError for the first worker that has another xltool, or none: it would judge by other rules."""
    for worker, version in versions.items():
        if version != __version__:
            has = f"是 xltool {version}" if isinstance(version, str) else "没有装 xltool"
            raise ProgramError(_OTHER.format(worker, has, __version__))

"""Calls that hold their thread until something outside answers, or until much is computed.

The one table of them. A name is a function, or ``Class.method``; ``Class.*`` are all methods of an
object whose making does not block by itself.
"""

_NETWORK = (
    "requests.get requests.post requests.put requests.patch requests.delete requests.head "
    "requests.options requests.request requests.Session.* requests.session.* "
    "urllib.request.urlopen urllib.request.urlopen.* urllib.request.urlretrieve "
    "socket.gethostbyname socket.gethostbyname_ex socket.gethostbyaddr socket.getaddrinfo "
    "socket.create_connection socket.socket.* httpx.get httpx.post httpx.put "
    "httpx.patch httpx.delete httpx.head httpx.options httpx.request httpx.Client.* "
    "urllib3.request urllib3.PoolManager.* http.client.HTTPConnection.* "
    "http.client.HTTPSConnection.* ftplib.FTP ftplib.FTP.* ftplib.FTP_TLS ftplib.FTP_TLS.* "
    "paramiko.SSHClient.* boto3.client.* redis.Redis.* redis.StrictRedis.* redis.from_url.* "
    "memcache.Client.* redis.Redis.pipeline.execute redis.StrictRedis.pipeline.execute "
    "redis.Redis.from_url.* redis.StrictRedis.from_url.* "
    "pika.BlockingConnection pika.BlockingConnection.* pika.BlockingConnection.channel.*"
)
_MAIL = (
    "smtplib.SMTP smtplib.SMTP.* smtplib.SMTP_SSL smtplib.SMTP_SSL.* smtplib.LMTP smtplib.LMTP.* "
    "imaplib.IMAP4 imaplib.IMAP4.* imaplib.IMAP4_SSL imaplib.IMAP4_SSL.* poplib.POP3 poplib.POP3.* "
    "poplib.POP3_SSL poplib.POP3_SSL.*"
)
_PROCESS = (
    "subprocess.run subprocess.check_output subprocess.check_call subprocess.call "
    "subprocess.getoutput subprocess.getstatusoutput subprocess.Popen.* os.system os.wait "
    "os.waitpid"
)
_HASHING = (
    "werkzeug.security.check_password_hash werkzeug.security.generate_password_hash "
    "bcrypt.checkpw bcrypt.hashpw bcrypt.kdf flask_bcrypt.generate_password_hash "
    "flask_bcrypt.check_password_hash flask_bcrypt.Bcrypt.generate_password_hash "
    "flask_bcrypt.Bcrypt.check_password_hash hashlib.pbkdf2_hmac hashlib.scrypt "
    "argon2.PasswordHasher.* passlib.context.CryptContext.*"
)
_QUEUE = (
    "queue.Queue.* queue.LifoQueue.* queue.PriorityQueue.* queue.SimpleQueue.* rq.Queue.* "
    "threading.Event.* threading.Thread.join concurrent.futures.wait "
    "concurrent.futures.ThreadPoolExecutor concurrent.futures.ProcessPoolExecutor "
    "multiprocessing.Pool multiprocessing.pool.ThreadPool"
)
_FILE = (
    "builtins.open io.open shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.rmtree "
    "shutil.move shutil.make_archive shutil.unpack_archive zipfile.ZipFile tarfile.open"
)
_COMPUTING = (
    "zlib.compress zlib.decompress gzip.compress gzip.decompress bz2.compress lzma.compress "
    "pandas.read_csv pandas.read_excel PIL.Image.open cv2.imread openpyxl.load_workbook "
    "openpyxl.Workbook xlsxwriter.Workbook weasyprint.HTML pdfkit.from_string pdfkit.from_url "
    "qrcode.make matplotlib.pyplot.savefig"
)
SLEEP = "time.sleep"
_TABLE = {
    "network": _NETWORK,
    "mail": _MAIL,
    "sleep": SLEEP,
    "process": _PROCESS,
    "password": _HASHING,
    "queue": _QUEUE,
    "file": _FILE,
    "computing": _COMPUTING,
}
_KIND = {name: kind for kind, names in _TABLE.items() for name in names.split()}
_QUIET_METHODS = {
    "requests.Session requests.session": "mount close get_adapter prepare_request",
    "httpx.Client": "close build_request",
    "urllib3.PoolManager": "clear",
    "http.client.HTTPConnection http.client.HTTPSConnection": "set_debuglevel set_tunnel close",
    "urllib.request.urlopen": "getcode geturl info getheader getheaders close",
    "socket.socket": "close fileno getsockname getpeername setsockopt settimeout setblocking",
    "ftplib.FTP ftplib.FTP_TLS": "set_debuglevel set_pasv close",
    "smtplib.SMTP smtplib.SMTP_SSL smtplib.LMTP": "set_debuglevel has_extn close",
    "redis.Redis redis.StrictRedis redis.from_url": "pipeline close register_script from_url",
    "subprocess.Popen": "poll kill terminate send_signal",
    "queue.Queue queue.LifoQueue queue.PriorityQueue queue.SimpleQueue": "qsize empty full "
    "put_nowait get_nowait task_done",
    "threading.Event": "set clear is_set",
    "argon2.PasswordHasher": "check_needs_rehash",
    "passlib.context.CryptContext": "identify needs_update",
}
_QUIET = frozenset(
    f"{holder}.{method}"
    for holders, methods in _QUIET_METHODS.items()
    for holder in holders.split()
    for method in methods.split()
)
"""Methods of these objects that are over at once."""
SHORT = frozenset({"file", "computing"})
"""Kinds that are reported only: most such calls are over before a change of threads pays off."""
OBJECTS = frozenset(
    name.rpartition(".")[0]
    for name in _KIND
    if name.endswith((".*", ".pipeline.execute", ".Thread.join"))
)
"""Classes, and functions that give such objects, whose objects are followed to their methods."""
_FINISHED = ("network", "process", "password")
URLOPEN = "urllib.request.urlopen"
_KEEPS_LINE = {
    "ftplib.FTP", "ftplib.FTP_TLS", "socket.create_connection", "pika.BlockingConnection", URLOPEN,
}  # fmt: skip
_ALONE = (
    frozenset(n for n, kind in _KIND.items() if kind in _FINISHED and n[-1] != "*") - _KEEPS_LINE
)
"""Functions that go to a worker thread by themselves: what they give is finished, a plain value."""
_CLIENTS = (
    "requests.Session requests.session httpx.Client redis.Redis redis.StrictRedis redis.from_url "
    "redis.Redis.from_url redis.StrictRedis.from_url memcache.Client boto3.client rq.Queue "
    "subprocess.Popen argon2.PasswordHasher passlib.context.CryptContext"
)
_FREE = frozenset(_CLIENTS.split())
"""Objects that each thread may use: a call of theirs can go alone."""
ONE_THREAD = frozenset({"pika.BlockingConnection", "pika.BlockingConnection.channel"})
"""Objects that want to stay in one thread: only whole functions may go."""
_UNFINISHED = frozenset(
    {
        "pubsub", "lock", "scan_iter", "hscan_iter", "sscan_iter", "zscan_iter", "stream",
        "get_paginator", "monitor", "transaction", "__enter__",
    }
)  # fmt: skip


def kind_of(full_name: str) -> str:
    """What calling an external name waits for (``network``, ``mail``, ...); empty: for nothing."""
    if full_name in _KIND:
        return _KIND[full_name]
    holder = full_name.rpartition(".")[0]
    return "" if full_name in _QUIET else _KIND.get(f"{holder}.*", "")


def goes_alone(full_name: str) -> bool:
    """Whether the call can be made in a worker thread, and its value used on the event loop."""
    holder, _, method = full_name.rpartition(".")
    return full_name in _ALONE or (
        holder in _FREE and method not in _UNFINISHED and blocks(full_name)
    )


def blocks(full_name: str) -> bool:
    """Whether every other request would wait for such a call on the event loop."""
    return kind_of(full_name) not in {"", *SHORT}


__all__ = ["OBJECTS", "ONE_THREAD", "SHORT", "SLEEP", "URLOPEN", "blocks", "goes_alone", "kind_of"]

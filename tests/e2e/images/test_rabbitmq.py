"""rabbitmq: `docker-entrypoint.sh` of the official image, now and in the days of 3.8, against its init.toml."""

import kit
from image_support import Process, inside, main_process, spawn
from scenarios import Scenarios

CLIENT = """
import pika, sys
open_it = lambda: pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1', credentials=pika.PlainCredentials(*sys.argv[2:4])))
with open_it() as connection:
    channel = connection.channel()
    if sys.argv[1] == 'put':
        channel.queue_declare('queue', durable=True)
        channel.confirm_delivery()
        channel.basic_publish('', 'queue', b'kept', pika.BasicProperties(delivery_mode=2), mandatory=True)
    else:
        print(channel.basic_get('queue', auto_ack=False)[2].decode())
"""

# Publishes until the connection breaks; what the broker has confirmed is counted, what a transaction has not
# committed is not.
STREAM = """
import pika, sys
connection = pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1'))
open_ended = connection.channel()
open_ended.tx_select()
open_ended.basic_publish('', 'stream', b'never', pika.BasicProperties(delivery_mode=2))
channel = connection.channel()
channel.queue_declare('stream', durable=True)
channel.confirm_delivery()
count = 0
try:
    while True:
        channel.basic_publish('', 'stream', b'%d' % count, pika.BasicProperties(delivery_mode=2), mandatory=True)
        count += 1
        if count == 20:
            print('under way', flush=True)
except pika.exceptions.AMQPError:
    print(count, flush=True)
"""
COUNT = """
import pika
with pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1')) as connection:
    channel = connection.channel()
    got = []
    for method, _, body in channel.consume('stream', inactivity_timeout=1):
        if method is None:
            break
        got.append(body.decode())
    print(' '.join(got))
"""


class TestRabbitMQ(Scenarios):
    name, program, path = "rabbitmq", "rabbitmq-server", "/var/lib/rabbitmq"
    needs = ["rabbitmq-server", "erl"]
    empty = ["/var/lib/rabbitmq", "/var/log/rabbitmq"]
    env = {"HOME": "/var/lib/rabbitmq"}
    writable = ["/tmp", "/var/log/rabbitmq"]
    account = ("guest", "guest")
    title = "beam.smp"
    patience = 80
    test_a_flag_as_the_first_word = None  # the original has no such rule
    test_a_question_sets_nothing_up = None  # the server answers none
    test_root_on_a_read_only_root = None  # anybody's says it all, and each start takes seconds

    def put(self, init):
        inside(init, kit.PYTHON, "-c", CLIENT, "put", *self.account)

    def get(self, init):
        return inside(init, kit.PYTHON, "-c", CLIENT, "get", *self.account)

    def begin(self, init):
        client = spawn(init, kit.PYTHON, "-c", STREAM, outside=True)
        assert client.stdout.readline() == "under way\n"
        return client

    def check_begun(self, init, under_way):
        confirmed = int(under_way.communicate(timeout=kit.PATIENCE)[0])
        got = inside(init, kit.PYTHON, "-c", COUNT).split()
        # One more may have arrived whose confirmation has not.
        assert got[:confirmed] == [str(number) for number in range(confirmed)] and len(got) <= confirmed + 1
        assert confirmed >= 20 and "never" not in got

    def check_anybody(self, init):
        assert set(init.events("memory")) >= {"step_skipped"} and "/etc/rabbitmq/conf.d" in init.err.text()

    def grow(self, image, init):
        [line] = [line for line in init.out.lines() if "emory high watermark" in line]
        assert "of 512 MiB" in line, line
        image.stop(init, patience=self.patience)

    def check_first(self, init, main, volume):
        assert (main.uid, main.gid) == Process.named("rabbitmq") and main.effective == 0
        assert (volume / ".erlang.cookie").stat().st_mode & 0o777 == 0o400

    def test_an_account_and_a_cookie_from_files_and_a_long_name(self, image):
        image.file("/etc/hosts", "127.0.0.1 localhost\n127.0.1.1 queue.example.test queue\n")
        for name, text in (("user", "carrot"), ("password", "it's \"secret\""), ("cookie", "COOKIE")):
            image.file(f"/run/secrets/{name}", text + "\n")
        secrets = {"RABBITMQ_DEFAULT_USER_FILE": "/run/secrets/user", "RABBITMQ_DEFAULT_PASS_FILE":
                   "/run/secrets/password", "RABBITMQ_ERLANG_COOKIE_FILE": "/run/secrets/cookie"}
        volume = image.volume()
        init = self.start(image, volume=volume, env=secrets, hostname="queue.example.test")
        assert "rabbit@queue.example.test" in init.out.text()
        inside(init, kit.PYTHON, "-c", CLIENT, "put", "carrot", "it's \"secret\"")
        assert (volume / ".erlang.cookie").read_text() == "COOKIE"
        assert "RABBITMQ_ERLANG_COOKIE" not in main_process(init).environment
        assert "it's" not in init.err.text() + init.out.text()
        image.stop(init, patience=self.patience)

    def test_old_variables_are_all_told(self, image):
        volume = image.volume()
        init = image.run(volumes={self.path: volume}, env={"RABBITMQ_SSL_VERIFY": "verify_none",
                                                           "RABBITMQ_VM_MEMORY_HIGH_WATERMARK": "0.5"})
        assert init.code == 78 and not list(volume.iterdir())
        assert "RABBITMQ_SSL_VERIFY" in init.err.text() and "RABBITMQ_VM_MEMORY_HIGH_WATERMARK" in init.err.text()

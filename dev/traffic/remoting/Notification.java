import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;

/** One of two reminders a second (the other is a gRPC client's), and one a minute by delay level. */
final class Notification {
  private static final long[] DELAYS_SEC = {30, 300, 3_600, 72_000};

  static void start() throws Exception {
    DefaultMQProducer producer = Clients.producer("demo_scheduler", Clients.Trace.ON);
    AtomicLong sent = new AtomicLong();
    Clients.every(1_000, "demo_reminder", () -> {
      long count = sent.getAndIncrement();
      long delaySec = DELAYS_SEC[(int) (count % DELAYS_SEC.length)];
      Message message = reminder(delaySec);
      message.setDelayTimeSec(delaySec);
      producer.send(message);
      if (count % 60 == 0) {
        Message byLevel = reminder(60);
        byLevel.setDelayTimeLevel(5);
        producer.send(byLevel);
      }
    });
    Clients.start(Clients.consumer("demo_notifier", Clients.Trace.ON), "demo_reminder", "*", message -> {});
  }

  private static Message reminder(long delaySec) {
    Instant now = Instant.now();
    String body =
        String.format(
            "{\"reminder\":\"Visit in the branch\",\"customerId\":%d,\"writtenAt\":\"%s\",\"dueAt\":\"%s\"}",
            now.getEpochSecond() % 900, now, now.plusSeconds(delaySec));
    return new Message("demo_reminder", "reminder", "REM-" + now.toEpochMilli(), Clients.utf8(body));
  }
}

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;

/** One event, many systems: 20 messages a second, three events per order. Two of the systems are gRPC clients. */
final class Decoupling {
  private static final String[] EVENTS = {"created", "paid", "shipped"};
  private static final int MAIL_FAILS_EVERY = 200;

  static void start() throws Exception {
    DefaultMQProducer producer = Clients.producer("demo_shop", Clients.Trace.ON);
    // Seven numbers a second are never used up at 6.7 orders a second, so a restart goes on above the former run.
    long firstOrder = Instant.now().getEpochSecond() * 7;
    AtomicLong sent = new AtomicLong();
    // Dead letters to look at from the first minute on; on a store of a former run there are some.
    boolean hasDeadLetters = Clients.hasTopic(producer, "%DLQ%demo_mail");
    Clients.every(50, "demo_orders", () -> {
      long count = sent.getAndIncrement();
      producer.send(event(firstOrder + count / 3, EVENTS[(int) (count % 3)]));
      if (count < 60 && !hasDeadLetters) producer.send(event(MAIL_FAILS_EVERY * (count + 1), "paid"));
    });

    for (int i = 0; i < 2; i++) {
      Clients.start(Clients.consumer("demo_billing", Clients.Trace.ON), "demo_orders", "*", message -> Clients.work(5));
    }
    DefaultMQPushConsumer points = Clients.consumer("demo_points", Clients.Trace.ON);
    points.setConsumeThreadMin(1);
    points.setConsumeThreadMax(1);
    // Slow: at most 10 messages a second, half of what arrives.
    Clients.start(points, "demo_orders", "*", message -> Clients.work(Switches.isOn("slow-sink") ? 100 : 8));
    DefaultMQPushConsumer mail = Clients.consumer("demo_mail", Clients.Trace.ON);
    mail.setMaxReconsumeTimes(2);
    Clients.start(mail, "demo_orders", "paid", message -> {
      if (Clients.numberIn(message.getKeys()) % MAIL_FAILS_EVERY == 0) {
        throw new IllegalStateException("No mail address for " + message.getKeys());
      }
    });
    campaign();
  }

  /** A group whose clients do not agree on what they read, while its second client runs. */
  private static void campaign() throws Exception {
    Clients.start(Clients.consumer("demo_campaign", Clients.Trace.OFF), "demo_orders", "created", message -> {});
    Switches.runWhile(
        () -> Switches.isOn("bad-tag"),
        "demo_campaign",
        () -> Clients.start(Clients.consumer("demo_campaign", Clients.Trace.OFF), "demo_orders", "paid", message -> {}));
  }

  private static Message event(long order, String event) {
    String body =
        String.format(
            "{\"orderNumber\":\"ORD-%d\",\"event\":\"%s\",\"amountCents\":%d,\"currency\":\"EUR\",\"customerId\":%d,\"at\":\"%s\"}",
            order, event, 499 + order * 37 % 20000, 1000 + order % 900, Instant.now());
    return new Message("demo_orders", event, "ORD-" + order, Clients.utf8(body));
  }
}

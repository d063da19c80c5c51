import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/** 5 messages a second, bursts of 1,000 a second, and two clients that work off 50 a second each, whatever comes. */
final class Peak {
  private static final AtomicLong sent = new AtomicLong();

  static void start() throws Exception {
    DefaultMQProducer producer = Clients.producer("demo_collector", Clients.Trace.OFF);
    Clients.every(200, "demo_peak", () -> producer.send(click()));
    Clients.every(100, "demo_peak burst", () -> {
      if (Switches.isOn("burst")) producer.send(clicks(100));
    });
    Clients.every(100, "demo_peak queue", () -> {
      if (!Switches.isOn("fill-queue")) return;
      MessageQueue first = producer.fetchPublishMessageQueues("demo_peak").stream().sorted().findFirst().orElseThrow();
      producer.send(clicks(20), first);
    });
    for (int i = 0; i < 2; i++) {
      DefaultMQPushConsumer worker = Clients.consumer("demo_worker", Clients.Trace.OFF);
      worker.setConsumeThreadMin(1);
      worker.setConsumeThreadMax(1);
      Clients.start(worker, "demo_peak", "*", message -> Clients.work(20));
    }
  }

  private static List<Message> clicks(int count) {
    return Stream.generate(Peak::click).limit(count).toList();
  }

  private static Message click() {
    long number = Instant.now().getEpochSecond() * 1_000 + sent.getAndIncrement() % 1_000;
    String body = String.format("{\"click\":%d,\"page\":\"/sale/%d\",\"at\":\"%s\"}", number, number % 40, Instant.now());
    return new Message("demo_peak", "click", "CLICK-" + number, Clients.utf8(body));
  }
}

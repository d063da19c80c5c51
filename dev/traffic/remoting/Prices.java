import java.time.Instant;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;

/** One price a second, for every instance of a cache. Three instances are here; the fourth is an older client. */
final class Prices {
  static void start() throws Exception {
    DefaultMQProducer producer = Clients.producer("demo_pricing", Clients.Trace.ON);
    Clients.every(1_000, "demo_prices", () -> {
      long second = Instant.now().getEpochSecond();
      String price =
          String.format("{\"sku\":\"A-%d\",\"eur\":%d.%02d,\"at\":\"%s\"}", 100 + second % 50, 1 + second % 90, second % 100, Instant.now());
      producer.send(new Message("demo_prices", "price", "PRICE-" + second, Clients.utf8(price)));
    });
    startCache(1);
    startCache(2);
    Switches.runWhile(() -> !Switches.isOn("stop-client"), "demo_price_cache", () -> startCache(3));
  }

  private static DefaultMQPushConsumer startCache(int number) throws Exception {
    DefaultMQPushConsumer cache = Clients.consumer("demo_price_cache", Clients.Trace.ON);
    cache.setInstanceName("demo_price_cache-" + number);
    cache.setMessageModel(MessageModel.BROADCASTING);
    // A cache fills itself from the database when it starts: it needs what changes from then on.
    cache.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET);
    return Clients.start(cache, "demo_prices", "*", message -> {});
  }
}

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;

/** What the driver has switched on, by its schedule or because a person wants to see a fault. */
final class Switches {
  private static final Set<String> on = ConcurrentHashMap.newKeySet();

  interface Starter {
    DefaultMQPushConsumer start() throws Exception;
  }

  static boolean isOn(String name) {
    return on.contains(name);
  }

  /** A line of the driver: "NAME on" or "NAME off". */
  static void turn(String line) {
    String[] words = line.split(" ");
    if (words[1].equals("on")) on.add(words[0]);
    else on.remove(words[0]);
  }

  /** Keeps a client running while the condition holds. A client that was shut down cannot come back: a new one is made. */
  static void runWhile(BooleanSupplier isWanted, String what, Starter starter) {
    DefaultMQPushConsumer[] running = {null};
    Clients.every(1_000, what, () -> {
      if (isWanted.getAsBoolean() == (running[0] != null)) return;
      if (running[0] == null) {
        running[0] = starter.start();
      } else {
        running[0].shutdown();
        running[0] = null;
      }
    });
  }
}

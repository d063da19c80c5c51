import java.io.BufferedReader;
import java.io.InputStreamReader;

/**
 * The demo's clients of the remoting protocol, one class per scenario, all in one JVM. Ends with its input, so it never
 * outlives its driver; each line of it turns a switch: "slow-sink on".
 *
 * <p>Environment: TRAFFIC_NAME_SERVERS ("host:port;host:port"), TRAFFIC_ACCESS_KEY and TRAFFIC_SECRET_KEY (absent without
 * ACL). Prints "ready" when all clients have started.
 */
public class Traffic {
  public static void main(String[] arguments) throws Exception {
    try {
      Clients.startTraces();
      Decoupling.start();
      Peak.start();
      Sequence.start();
      Notification.start();
      Payments.start();
      Prices.start();
      Binlog.start();
      Bodies.start();
      Leftovers.start();
      System.out.println("ready");
    } catch (Throwable failure) {
      // Client threads are not daemons: without an exit the JVM would stay for ever and do nothing.
      failure.printStackTrace();
      System.exit(1);
    }
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) Switches.turn(line);
    System.exit(0);
  }
}

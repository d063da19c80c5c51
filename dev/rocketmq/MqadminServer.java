import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.remoting.RPCHook;
import org.apache.rocketmq.tools.command.MQAdminStartup;

/**
 * RocketMQ's own command line, kept warm: one JVM instead of one per command. Runs in source mode on the class path of any
 * version.
 *
 * <p>A request is a line of words in base64, separated by spaces. The answer is a line with its length in bytes, then as many
 * bytes: what the command printed to stdout and stderr. Ends with its input.
 */
public class MqadminServer {
  public static void main(String[] arguments) throws Exception {
    String accessKey = System.getenv("MQADMIN_ACCESS_KEY");
    String secretKey = System.getenv("MQADMIN_SECRET_KEY");
    // Never null: the command line would then look for a file with credentials and complain when there is none.
    RPCHook hook =
        accessKey == null
            ? new NoHook()
            : new AclClientRPCHook(new SessionCredentials(accessKey, secretKey));
    PrintStream answers = System.out;
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      String[] words = line.split(" ");
      for (int i = 0; i < words.length; i++) {
        words[i] = new String(Base64.getDecoder().decode(words[i]), StandardCharsets.UTF_8);
      }
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      PrintStream capture = new PrintStream(printed, true, "UTF-8");
      System.setOut(capture);
      System.setErr(capture);
      try {
        MQAdminStartup.main0(words, hook);
      } catch (Throwable failure) {
        failure.printStackTrace(capture);
      }
      byte[] bytes = printed.toByteArray();
      answers.print(bytes.length + "\n");
      answers.write(bytes);
      answers.flush();
    }
    // Client threads are not daemons.
    System.exit(0);
  }

  private static class NoHook implements RPCHook {
    @Override
    public void doBeforeRequest(
        String address, org.apache.rocketmq.remoting.protocol.RemotingCommand request) {}

    @Override
    public void doAfterResponse(
        String address,
        org.apache.rocketmq.remoting.protocol.RemotingCommand request,
        org.apache.rocketmq.remoting.protocol.RemotingCommand response) {}
  }
}

import java.util.Collections;
import org.apache.rocketmq.client.apis.ClientConfiguration;
import org.apache.rocketmq.client.apis.ClientConfigurationBuilder;
import org.apache.rocketmq.client.apis.ClientServiceProvider;
import org.apache.rocketmq.client.apis.StaticSessionCredentialsProvider;
import org.apache.rocketmq.client.apis.consumer.ConsumeResult;
import org.apache.rocketmq.client.apis.consumer.FilterExpression;

/**
 * A push consumer of the gRPC protocol. Arguments: endpoints of a proxy, topic, group, and whether it fails on what it gets. Each delivery is
 * a line: group, topic, keys, retries so far, what it was sent again for. The end of input ends it.
 */
public final class GrpcResendConsumer {
  public static void main(String[] args) throws Exception {
    ClientServiceProvider provider = ClientServiceProvider.loadService();
    ClientConfigurationBuilder builder = ClientConfiguration.newBuilder().setEndpoints(args[0]).enableSsl(false);
    String accessKey = System.getenv("TEST_ACCESS_KEY");
    if (accessKey != null) {
      String secretKey = System.getenv("TEST_SECRET_KEY");
      builder.setCredentialProvider(new StaticSessionCredentialsProvider(accessKey, secretKey));
    }
    ClientConfiguration configuration = builder.build();
    boolean fails = Boolean.parseBoolean(args[3]);
    provider
        .newPushConsumerBuilder()
        .setClientConfiguration(configuration)
        .setConsumerGroup(args[2])
        .setSubscriptionExpressions(Collections.singletonMap(args[1], FilterExpression.SUB_ALL))
        .setMessageListener(
            message -> {
              String resendOf = message.getProperties().get("APOGEE_RESEND_OF");
              System.out.println(
                  "delivered " + args[2] + " " + message.getTopic() + " " + String.join(",", message.getKeys()) + " "
                      + (message.getDeliveryAttempt() - 1) + " " + (resendOf == null ? "-" : resendOf));
              return fails ? ConsumeResult.FAILURE : ConsumeResult.SUCCESS;
            })
        .build();
    System.out.println("ready");
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }
}

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.rocketmq.client.apis.ClientConfiguration;
import org.apache.rocketmq.client.apis.ClientConfigurationBuilder;
import org.apache.rocketmq.client.apis.ClientServiceProvider;
import org.apache.rocketmq.client.apis.StaticSessionCredentialsProvider;
import org.apache.rocketmq.client.apis.consumer.ConsumeResult;
import org.apache.rocketmq.client.apis.consumer.FilterExpression;
import org.apache.rocketmq.client.apis.consumer.PushConsumer;
import org.apache.rocketmq.client.apis.producer.Producer;

/**
 * Push consumers of the gRPC protocol, one of each group, that fail to consume whatever comes, and one message for all of them.
 * Arguments: endpoints of a proxy, topic, groups separated by commas. Each delivery is a line: group, attempt, milliseconds since the
 * epoch. The end of input ends all.
 */
public final class FailingConsumers {
  public static void main(String[] args) throws Exception {
    ClientServiceProvider provider = ClientServiceProvider.loadService();
    ClientConfigurationBuilder builder = ClientConfiguration.newBuilder().setEndpoints(args[0]).enableSsl(false);
    String accessKey = System.getenv("TEST_ACCESS_KEY");
    if (accessKey != null) {
      String secretKey = System.getenv("TEST_SECRET_KEY");
      builder.setCredentialProvider(new StaticSessionCredentialsProvider(accessKey, secretKey));
    }
    ClientConfiguration configuration = builder.build();
    List<PushConsumer> consumers = new ArrayList<>();
    for (String group : args[2].split(",")) {
      consumers.add(
          provider
              .newPushConsumerBuilder()
              .setClientConfiguration(configuration)
              .setConsumerGroup(group)
              .setSubscriptionExpressions(Collections.singletonMap(args[1], FilterExpression.SUB_ALL))
              .setMessageListener(
                  message -> {
                    System.out.println(
                        "delivered " + group + " " + message.getDeliveryAttempt() + " " + System.currentTimeMillis());
                    return ConsumeResult.FAILURE;
                  })
              .build());
    }
    Producer producer =
        provider.newProducerBuilder().setClientConfiguration(configuration).setTopics(args[1]).build();
    producer.send(provider.newMessageBuilder().setTopic(args[1]).setBody("{}".getBytes()).build());
    System.out.println("ready");
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }
}

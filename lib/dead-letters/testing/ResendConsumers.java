import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.RPCHook;

/**
 * A push consumer of each group, of whichever RocketMQ is on the class path. Arguments: name servers, topic, the groups that fail on what
 * they get, the groups that do not, both separated by commas, and whether they consume in order. A group that fails gives a message up
 * after one retry. Each delivery is a line: group, topic, keys, retries so far, what it was sent again for. The end of input ends all.
 */
public final class ResendConsumers {
  /** A machine that is busy answers late, and nobody tests that here. */
  private static final int ANSWER_MS = 30_000;

  private static final List<DefaultMQPushConsumer> CONSUMERS = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    for (String group : args[2].split(",")) start(args, group, true);
    for (String group : args[3].split(",")) start(args, group, false);
    System.out.println("ready");
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    while (input.readLine() != null) {}
    // In order, so that what was consumed is committed.
    for (DefaultMQPushConsumer consumer : CONSUMERS) consumer.shutdown();
    Runtime.getRuntime().halt(0);
  }

  private static void start(String[] args, String group, boolean fails) throws Exception {
    if (group.isEmpty()) return;
    DefaultMQPushConsumer consumer =
        new DefaultMQPushConsumer(group, hook(), new AllocateMessageQueueAveragely());
    consumer.setNamesrvAddr(args[0]);
    consumer.setMqClientApiTimeout(ANSWER_MS);
    consumer.setInstanceName(group + "-" + System.nanoTime());
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setMaxReconsumeTimes(1);
    consumer.subscribe(args[1], "*");
    if (Boolean.parseBoolean(args[4])) {
      consumer.registerMessageListener(
          (MessageListenerOrderly) (messages, context) -> {
            for (MessageExt message : messages) tell(group, message);
            context.setSuspendCurrentQueueTimeMillis(200);
            return fails ? ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT : ConsumeOrderlyStatus.SUCCESS;
          });
    } else {
      consumer.registerMessageListener(
          (MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) tell(group, message);
            // One second, instead of the ten of the first retry.
            context.setDelayLevelWhenNextConsume(1);
            return fails ? ConsumeConcurrentlyStatus.RECONSUME_LATER : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
          });
    }
    consumer.start();
    CONSUMERS.add(consumer);
  }

  private static synchronized void tell(String group, MessageExt message) {
    String resendOf = message.getUserProperty("APOGEE_RESEND_OF");
    System.out.println(
        "delivered " + group + " " + message.getTopic() + " " + message.getKeys() + " " + message.getReconsumeTimes()
            + " " + (resendOf == null ? "-" : resendOf));
  }

  private static RPCHook hook() {
    String accessKey = System.getenv("TEST_ACCESS_KEY");
    if (accessKey == null) return null;
    return new AclClientRPCHook(new SessionCredentials(accessKey, System.getenv("TEST_SECRET_KEY")));
  }
}

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.RPCHook;

/**
 * Push consumers of one group and a producer that sends to their topic, of whichever RocketMQ is on the class path. Arguments: name
 * servers, group, topics separated by commas, number of consumers, the tags of each, separated by commas, how long a consumer works on each message, in ms,
 * how many messages to send, which fail at their first delivery (each n-th by its offset, 0 for none), and whether every listener waits
 * for a lock that nobody gives up. Each message that is consumed is a line. Each line of input shuts the last consumer down; the end of
 * input ends all.
 */
public final class TestClients {
  /** A machine that is busy answers late, and nobody tests that here. */
  private static final int ANSWER_MS = 30_000;

  private static final Object LOCK = new Object();

  public static void main(String[] args) throws Exception {
    String nameServers = args[0];
    String group = args[1];
    String topic = args[2];
    String[] tags = args[4].split(",");
    long consumeMs = Long.parseLong(args[5]);
    long failEvery = Long.parseLong(args[7]);
    boolean isBlocking = Boolean.parseBoolean(args[8]);
    if (isBlocking) holdLock();
    List<DefaultMQPushConsumer> consumers = new ArrayList<>();
    for (int i = 1; i <= Integer.parseInt(args[3]); i++) {
      DefaultMQPushConsumer consumer =
          new DefaultMQPushConsumer(group, hook(), new AllocateMessageQueueAveragely());
      consumer.setNamesrvAddr(nameServers);
      consumer.setMqClientApiTimeout(ANSWER_MS);
      consumer.setInstanceName(group + "-" + i);
      consumer.setConsumeThreadMin(1);
      consumer.setConsumeThreadMax(1);
      for (String each : topic.split(",")) consumer.subscribe(each, tags[(i - 1) % tags.length]);
      consumer.registerMessageListener(
          (MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
              String brokerName = context.getMessageQueue().getBrokerName();
              System.out.println("consumed " + brokerName + " " + message.getQueueId() + " " + message.getQueueOffset()
                  + " " + message.getMsgId() + " " + System.currentTimeMillis());
            }
            if (isBlocking) waitForLock();
            for (MessageExt message : messages) {
              boolean isChosen = failEvery > 0 && message.getQueueOffset() % failEvery == 0;
              if (isChosen && message.getReconsumeTimes() == 0) return ConsumeConcurrentlyStatus.RECONSUME_LATER;
            }
            try {
              Thread.sleep(consumeMs);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
          });
      consumer.start();
      consumers.add(consumer);
    }
    DefaultMQProducer producer = new DefaultMQProducer(group + "_producer", hook());
    producer.setNamesrvAddr(nameServers);
    producer.setMqClientApiTimeout(ANSWER_MS);
    producer.setSendMsgTimeout(ANSWER_MS);
    producer.setInstanceName(group + "-producer");
    producer.start();
    for (int i = 0; i < Integer.parseInt(args[6]); i++) producer.send(new Message(topic.split(",")[0], ("message " + i).getBytes()));
    System.out.println("ready");
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    while (input.readLine() != null) {
      consumers.remove(consumers.size() - 1).shutdown();
      System.out.println("stopped");
    }
    Runtime.getRuntime().halt(0);
  }

  private static void holdLock() throws InterruptedException {
    CountDownLatch isHeld = new CountDownLatch(1);
    Thread holder = new Thread(() -> {
      synchronized (LOCK) {
        isHeld.countDown();
        LockSupport.park();
      }
    });
    holder.setDaemon(true);
    holder.start();
    isHeld.await();
  }

  private static void waitForLock() {
    synchronized (LOCK) {
      throw new IllegalStateException("nobody gives it up");
    }
  }

  private static RPCHook hook() {
    String accessKey = System.getenv("TEST_ACCESS_KEY");
    if (accessKey == null) return null;
    return new AclClientRPCHook(new SessionCredentials(accessKey, System.getenv("TEST_SECRET_KEY")));
  }
}

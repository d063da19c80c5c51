import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.RPCHook;

/**
 * RocketMQ's own clients with a role, one after the other. Argument: name servers. A line is `produce ACCESS SECRET TOPIC` or
 * `consume ACCESS SECRET TOPIC GROUP`; the answer is `done`, or `code` with the broker's code and words, of the first broker that refuses.
 * Every master that has a queue of the topic is asked.
 */
public final class RoleClient {
  /** A machine that is busy answers late, and nobody tests that here. */
  private static final int ANSWER_MS = 30_000;

  private static int number = 0;

  public static void main(String[] args) throws Exception {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    System.out.println("ready");
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ");
      String answer;
      try {
        if (words[0].equals("produce")) produce(args[0], words);
        else consume(args[0], words);
        answer = "done";
      } catch (MQBrokerException e) {
        answer = "code " + e.getResponseCode() + " " + e.getErrorMessage();
      } catch (Throwable e) {
        answer = "error " + e;
      }
      System.out.println("answer " + answer.replace('\n', ' '));
    }
    Runtime.getRuntime().halt(0);
  }

  private static RPCHook hook(String[] words) {
    return new AclClientRPCHook(new SessionCredentials(words[1], words[2]));
  }

  private static Map<String, MessageQueue> onePerBroker(Iterable<MessageQueue> queues) {
    Map<String, MessageQueue> byBroker = new TreeMap<>();
    for (MessageQueue queue : queues) byBroker.put(queue.getBrokerName(), queue);
    return byBroker;
  }

  private static void produce(String nameServers, String[] words) throws Exception {
    DefaultMQProducer producer = new DefaultMQProducer("role_client_producer", hook(words));
    producer.setNamesrvAddr(nameServers);
    producer.setInstanceName("role-client-" + number++);
    producer.setMqClientApiTimeout(ANSWER_MS);
    producer.setSendMsgTimeout(ANSWER_MS);
    producer.start();
    try {
      for (MessageQueue queue : onePerBroker(producer.fetchPublishMessageQueues(words[3])).values()) {
        producer.send(new Message(words[3], "{}".getBytes()), queue);
      }
    } finally {
      producer.shutdown();
    }
  }

  private static void consume(String nameServers, String[] words) throws Exception {
    DefaultMQPullConsumer consumer = new DefaultMQPullConsumer(words[4], hook(words));
    consumer.setNamesrvAddr(nameServers);
    consumer.setMqClientApiTimeout(ANSWER_MS);
    consumer.setInstanceName("role-client-" + number++);
    consumer.start();
    try {
      Set<MessageQueue> queues = consumer.fetchSubscribeMessageQueues(words[3]);
      for (MessageQueue queue : onePerBroker(queues).values()) consumer.pull(queue, "*", 0, 1, ANSWER_MS);
    } finally {
      consumer.shutdown();
    }
  }
}

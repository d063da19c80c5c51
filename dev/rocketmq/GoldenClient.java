import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.impl.factory.MQClientInstance;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;

/** A producer and a push consumer of RocketMQ's own, as the captured frames know them. Arguments: name server, topic. */
public final class GoldenClient {
    public static void main(String[] args) throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("golden-online");
        consumer.setNamesrvAddr(args[0]);
        consumer.setClientIP("10.0.0.1");
        consumer.setInstanceName("consumer");
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(args[1], "TagA || TagB");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> ConsumeConcurrentlyStatus.CONSUME_SUCCESS);
        consumer.start();
        DefaultMQProducer producer = new DefaultMQProducer("golden-producer");
        producer.setNamesrvAddr(args[0]);
        producer.setClientIP("10.0.0.1");
        producer.setInstanceName("producer");
        producer.start();
        // A producer that has sent nothing knows no broker to tell of itself.
        MQClientInstance client = producer.getDefaultMQProducerImpl().getmQClientFactory();
        client.updateTopicRouteInfoFromNameServer(args[1]);
        client.sendHeartbeatToAllBrokerWithLock();
        Thread.sleep(Long.MAX_VALUE);
    }
}

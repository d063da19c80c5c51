import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.common.message.MessageExt;

/** Steps of orders: the producer is a gRPC client (message groups), here is who reads, in order and wrongly at once. */
final class Sequence {
  static void start() throws Exception {
    DefaultMQPushConsumer flow = Clients.consumer("demo_flow", Clients.Trace.ON);
    flow.subscribe("demo_order_flow", "*");
    flow.registerMessageListener(
        (MessageListenerOrderly)
            (messages, context) -> {
              MessageExt message = messages.get(0);
              boolean isBad = Clients.numberIn(message.getKeys()) % 500 == 0 && "packed".equals(message.getTags());
              if (isBad && message.getReconsumeTimes() < 3) {
                context.setSuspendCurrentQueueTimeMillis(5_000);
                return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
              }
              Clients.work(3);
              return ConsumeOrderlyStatus.SUCCESS;
            });
    flow.start();
    DefaultMQPushConsumer wrong = Clients.consumer("demo_flow_wrong", Clients.Trace.OFF);
    Clients.start(wrong, "demo_order_flow", "*", message -> Clients.work(3));
  }
}

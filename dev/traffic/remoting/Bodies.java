import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.compression.CompressionType;
import org.apache.rocketmq.common.message.Message;

/** What a decoder must cope with. The key says what the body is. One round at the start, then one every 10 minutes. */
final class Bodies {
  static void start() throws Exception {
    DefaultMQProducer plain = Clients.producer("demo_bodies", Clients.Trace.OFF);
    plain.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
    DefaultMQProducer zlib = compressing("demo_bodies_zlib", CompressionType.ZLIB);
    DefaultMQProducer lz4 = compressing("demo_bodies_lz4", CompressionType.LZ4);
    DefaultMQProducer zstd = compressing("demo_bodies_zstd", CompressionType.ZSTD);
    byte[] random = new byte[512];
    new Random(7).nextBytes(random);
    byte[] mebibyte = Clients.utf8("0123456789abcdef".repeat(65_536));
    byte[] longJson =
        Clients.utf8("[" + "{\"sku\":\"A-100\",\"name\":\"Schraube M6\",\"stock\":12},".repeat(200) + "null]");
    Clients.every(600_000, "demo_bodies", () -> {
      plain.send(body("json", "{\"sku\":\"A-100\",\"name\":\"Schraube M6\",\"prices\":[1.5,2,{\"eur\":3}],\"active\":true,\"note\":null}"));
      plain.send(body("text", "Grüße aus Zürich — 你好，世界\nsecond line\n"));
      plain.send(body("gbk", "{\"客户\":\"张伟\",\"城市\":\"上海\",\"备注\":\"尽快发货\"}".getBytes(Charset.forName("GBK"))));
      plain.send(body("gzip", gzip(Clients.utf8("{\"packed\":\"with gzip by the sender\",\"count\":42}"))));
      plain.send(body("random", random));
      plain.send(body("1mib", mebibyte));
      plain.send(body("int64", "{\"id\":9223372036854775807,\"previousId\":-9223372036854775808,\"amount\":0.1}"));
      plain.send(body("card", "{\"cardNumber\":\"4111 1111 1111 1111\",\"holder\":\"Test Person\",\"amountCents\":1999}"));
      zlib.send(body("zlib", longJson));
      lz4.send(body("lz4", longJson));
      zstd.send(body("zstd", longJson));
    });
  }

  private static Message body(String kind, String text) {
    return body(kind, Clients.utf8(text));
  }

  private static Message body(String kind, byte[] bytes) {
    return new Message("demo_bodies", kind, kind, bytes);
  }

  private static DefaultMQProducer compressing(String group, CompressionType type) throws Exception {
    DefaultMQProducer producer = Clients.producer(group, Clients.Trace.OFF);
    producer.setCompressType(type);
    producer.setCompressMsgBodyOverHowmuch(1_024);
    return producer;
  }

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }
}

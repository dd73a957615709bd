"""The synonyms that ship with the product, put in place once; people change them afterwards."""

from __future__ import annotations

GROUPS = (
    ("登录", "登陆", "登入", "sign in", "log in", "login"),
    ("密码", "口令", "password"),
    ("账号", "帐户", "账户", "account"),
    ("单点登录", "SSO", "single sign-on", "single sign on"),
    ("双因素验证", "双重验证", "两步验证", "双因素认证", "2FA", "two-factor authentication"),
    ("证书", "凭证", "certificate"),
    ("许可证", "授权文件", "license", "licence"),
    ("打印机", "打印设备", "印表机", "printer"),
    ("打印", "列印"),
    ("导出", "汇出", "export"),
    ("导入", "汇入", "import"),
    ("备份", "备分", "backup"),
    ("恢复", "还原", "找回", "restore"),
    ("删除", "删掉", "delete"),
    ("崩溃", "闪退", "crash"),
    ("卡顿", "很慢", "变慢", "slow"),
    ("云盘", "网盘"),
    ("软件", "软体"),
    ("网络", "网路", "network"),
    ("服务器", "伺服器", "server"),
    ("文件夹", "资料夹", "目录", "folder"),
    ("附件", "附加档", "attachment"),
    ("报错", "错误", "error"),
    ("升级", "更新版本", "upgrade"),
    ("安装", "装机", "install"),
    ("乱码", "garbled"),
)
